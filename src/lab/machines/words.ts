/** What a program of the lab says when it is asked to rest and has still something to do. */
export const staysUp = 'stays';
