import { z } from 'zod';
import { type Checked, makeChecks } from '#intent/checks.ts';
import { defineRead } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { nearest } from '#lib/nearest.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { quoted } from '#lib/quoted.ts';
import { shortened } from '#lib/shorten.ts';
import { checksReply } from '#render/checks.ts';
import { said } from '#render/replies.ts';
import { accessCheck } from './access-check.ts';
import { devicesCheck, schemaCheck } from './device-checks.ts';
import { loginCheck } from './login-check.ts';

/** What the checks of the bot itself tell is for those who run it. */
const FOR_ADMINS = { what: 'the checks', why: 'They name settings and addresses of mine.' };

/**
 * Checks everything that the bot needs to work, and says what to do about what is missing. "check" alone leads here too
 * (`intent/questions.ts`); "check on Fjord" asks for a device.
 */
export const doctor = defineRead({
  name: 'doctor',
  aliases: ['checks', 'show all checks'],
  topic: 'bot',
  summary: 'Check that all I need is there',
  usage: 'doctor [<check>]',
  example: () => 'doctor',
  needs: 'look',
  args: z.object({ name: z.string().max(60, 'No check has such a long name.').optional() }),
  read: ({ text }) => ({ name: text.trim().toLowerCase() || undefined }),
  say: ({ name }) => (name === undefined ? 'doctor' : `doctor ${quoted(name)}`),

  async run({ name }, context) {
    const own = context.checks();
    const all = [devicesCheck(context), accessCheck(context), schemaCheck(context), loginCheck(context), ...own];
    const chosen = name === undefined ? all : all.filter((check) => check.name === name);
    if (name !== undefined && chosen.length === 0)
      throw noSuchCheck(
        name,
        all.map((check) => check.name),
      );
    const checked = await makeChecks(chosen);
    tell(checked, context);
    const [only] = checked;
    const reply = name !== undefined && only ? one(only) : summary(checked);
    return chosen.some((check) => own.includes(check)) ? { ...reply, private: FOR_ADMINS } : reply;
  },
});

function tell(checked: readonly Checked[], { log }: ReadContext): void {
  for (const { name, fault } of checked)
    if (fault !== undefined) log.warn({ check: name, err: fault }, 'a check could not be made');
}

function summary(checked: readonly Checked[]) {
  const needing = checked.filter(({ state }) => state === 'needs' || state === 'broken').length;
  // What nobody could look at without a login is not known to be fine.
  const isAll = checked.every(({ state, next = [] }) => state === 'fine' || next.length === 0);
  const title =
    needing === 0
      ? `All ${checked.length} checks are fine${isAll ? '' : '. With your login I could tell more'}`
      : `${needing} of ${checked.length} checks ${needing === 1 ? 'needs' : 'need'} something`;
  const remedies = checked.filter(({ state }) => state !== 'fine').flatMap(({ next = [] }) => next);
  return checksReply(checked, { title, next: [{ title: 'Check again', say: 'doctor' }, ...distinct(remedies)] });
}

function one({ name, label, says, remedy, more = [], next = [] }: Checked) {
  return said(`${label}: ${says}`, {
    detail: [...(remedy === undefined ? [] : [remedy]), ...more].join('\n'),
    next: [...distinct(next), { title: 'Check again', say: `doctor ${name}` }, { title: 'All checks', say: 'doctor' }],
  });
}

const distinct = (steps: readonly NextStep[]): NextStep[] =>
  steps.filter(({ say }, index) => steps.findIndex((other) => other.say === say) === index);

function noSuchCheck(name: string, names: string[]): Problem {
  const near = nearest(name, names, { max: 2 });
  return new Problem(`There is no check "${shortened(name, 40)}" for you`, {
    code: 'no-such-check',
    hint: `There are: ${names.join(', ')}. For one device write, for example, "device Fjord".`,
    next: [...near, ...names.filter((other) => !near.includes(other))]
      .slice(0, near.length || 3)
      .map((other) => ({ title: `Check ${other}`, say: `doctor ${other}` }))
      .concat({ title: 'All checks', say: 'doctor' }),
  });
}
