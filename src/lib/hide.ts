/** Stands where a secret stood. */
export const HIDDEN = '••••';

const SECRET = /pass(word|phrase|code)?$|^pin$|pin$|secret|token|credential|privatekey|apikey/i;

/** Whether an argument of this name holds what nobody should read over a shoulder, in a log or in the audit. */
export const isSecret = (name: string): boolean => SECRET.test(name.replace(/[._-]/g, ''));

/** The value of an argument as it may be shown. */
export const shown = (name: string, value: string): string => (isSecret(name) ? HIDDEN : value);
