const EMAIL = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/;

/** Whether a text is written like an e-mail address. Whether anybody has it, only Webex knows. */
export const isEmail = (text: string): boolean => EMAIL.test(text);
