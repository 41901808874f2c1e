export const drill = {};
