import { expect, test } from 'vitest';
import { type Check, type Finding, makeChecks } from '#intent/checks.ts';
import { Problem } from '#lib/problem.ts';

const check = (name: string, look: Check['look']): Check => ({ name, label: name, look });
const fine: Finding = { state: 'fine', says: 'All is well' };

test('one that never answers does not keep the others, and is told to stop', async () => {
  let stopped = false;
  const silent = check('silent', (signal) => {
    signal.addEventListener('abort', () => {
      stopped = true;
    });
    return new Promise(() => {});
  });
  const [first, second] = await makeChecks([silent, check('quick', async () => fine)], 10);
  expect(first).toMatchObject({ name: 'silent', state: 'needs', says: 'No answer within 0.01 s' });
  expect(second).toMatchObject({ name: 'quick', ...fine });
  expect(stopped).toBe(true);
});

test('a Problem is told with its hint and buttons; the words of any other error stay in the log', async () => {
  const next = [{ title: 'Log in', say: 'login' }];
  const [told, hidden] = await makeChecks([
    check('told', async () => {
      throw new Problem('Webex is away', { code: 'away', hint: 'Try again.', next });
    }),
    check('hidden', () => {
      throw new Error('postgres://bot:secret@db');
    }),
  ]);
  expect(told).toMatchObject({ state: 'needs', remedy: 'Webex is away. Try again.', next });
  const { fault, ...shown } = hidden ?? { fault: undefined };
  expect(fault).toBeInstanceOf(Error);
  expect(JSON.stringify(shown)).not.toContain('secret');
});
