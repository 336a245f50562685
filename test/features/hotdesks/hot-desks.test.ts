import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';

test('sessions at desks that are not theirs to see are left out, and can not be ended', async () => {
  await using lab = await openLab({
    policy: `version: 1
roles:
  london:
    members: [alice.andersen@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3, devices: "location:London" }]
  admin:
    members: [bob.berg@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3 }]
`,
  });
  await lab.logIn('Alice');
  const { lines } = await lab.alice.says('hot desks');
  expect(lines[0]).toBe('2 hot desk sessions');
  expect(lines[1]).toMatch(/^Kew · Vera Vik/);
  // One name for each person of the page, and nothing for people at desks that are not theirs to see.
  const asked = (prefix: string) => lab.byLogin().filter(({ path }) => path.startsWith(prefix)).length;
  expect(asked('/people/Y')).toBe(2);
  expect(asked('/workspaces')).toBeLessThanOrEqual(2);
  const session = lab.byLogin().findLast(({ path }) => path === '/hotdesk/sessions');
  const [first] = Object(session?.responseBody).items.filter(
    (one: { personId: string }) => one.personId === lab.alice.id,
  );
  expect((await lab.alice.says(`hot desk end session:"${first.sessionId}"`)).title).toBe('This session is over');
  expect((await lab.alice.says('hot desk end alice.andersen@fjordbank.example')).title).toContain(
    'There is no session',
  );
  expect(lab.written()).toEqual([]);
});
