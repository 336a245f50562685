import { shown } from '#lib/hide.ts';
import { alwaysQuoted } from '#lib/quoted.ts';

interface Argument {
  key: string;
  value: string;
  quoted: boolean;
}

/** The arguments as everybody may read them: without secrets. */
export const hidden = <One extends Argument>(given: readonly One[]): One[] =>
  given.map((argument) => ({ ...argument, value: shown(argument.key, argument.value) }));

/** A command as words that read back as the same command. */
export const spelled = (path: string, given: readonly Argument[], head = 'xCommand'): string =>
  [
    head,
    ...path.split('.').map((part) => (/^(?:on|privately)$/i.test(part) ? alwaysQuoted(part) : part)),
    ...given.map(
      ({ key, value, quoted }) =>
        `${key}: ${quoted || !/^[-\p{L}\p{N}._]+$/u.test(value) ? alwaysQuoted(value) : value}`,
    ),
  ].join(' ');
