/** What `doctor` and the preflight found out about the blog, and what to do about it. */
export const doctor = {
  title: 'What was found',
};
