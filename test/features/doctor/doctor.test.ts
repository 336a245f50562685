import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lab, openLab } from '../../lab.ts';

const policy = `version: 1
roles:
  admin:
    members: [alice.andersen@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3 }]
  viewer:
    members: [vera.vik@fjordbank.example]
    allow: [{ commands: look, devices: location:London }]
service-app:
  - { commands: workspaces }
`;

let lab: Lab;
beforeAll(async () => {
  lab = await openLab({ acting: { integration: false, serviceApp: false }, policy, listenEveryMs: 30 });
});
afterAll(() => lab[Symbol.asyncDispose]());

const linesOf = async (words: string) => (await lab.alice.says(words)).lines.join('\n');

test('an admin is told which settings are missing, and what they are called', async () => {
  expect(await linesOf('doctor integration')).toMatch(
    /redirect URI http:.*\/oauth\/callback, and set WEBEX_INTEGRATION_/,
  );
  expect(await linesOf('doctor service app')).toMatch(/The policy counts on one.*\n.*WEBEX_SERVICE_APP_CLIENT_ID/);
  expect(await linesOf('login')).toMatch(/nobody can log in here yet.*\[Show all checks\]/s);
});

test('others hear of the devices that they may see, and nothing of settings', async () => {
  const { lines, text } = await lab.vera.says('doctor');
  expect(lines.join('\n')).toMatch(/Devices: \d granted:/);
  expect(`${lines.join('\n')}\n${text}`).not.toMatch(/WEBEX_|http|Policy|Store|\[Log in\]|Fjord/);
});

test('a policy file with faults is told with its lines', async () => {
  await lab.writePolicy(policy.replace('commands: look', 'commands: lok'));
  await expect
    .poll(() => linesOf('doctor policy'), { timeout: 10_000 })
    .toMatch(/has faults, so the last good.*\n.*line 8/);
  await lab.writePolicy(policy);
  await expect.poll(() => linesOf('doctor policy'), { timeout: 10_000 }).toMatch(/policy.yaml is in force/);
});

test('webhooks that can not be looked at are told', async () => {
  lab.cloud.faults.add({ method: 'GET', path: '/webhooks', effect: 'status', status: 403 });
  await expect.poll(() => linesOf('doctor webhooks'), { timeout: 10_000 }).toMatch(/may not tell me what is said/);
  lab.cloud.faults.clear();
  await expect.poll(() => linesOf('doctor webhooks'), { timeout: 10_000 }).toMatch(/Registered, active/);
});

test('a check that Webex does not answer is a line of its own, and the others stand there', async () => {
  lab.cloud.faults.add({ method: 'GET', path: '/people/me', effect: 'status', status: 500, times: 9 });
  const all = await linesOf('doctor');
  expect(all).toMatch(/! Bot token: (This could not be checked|No answer within)/);
  expect(all).toMatch(/✓ Store: SQLite answers/);
  lab.cloud.faults.clear();
});

test('what was set aside is told', async () => {
  await lab.stop();
  const db = new DatabaseSync(join(lab.dataDir, 'bot.sqlite'));
  db.exec("update inbox set state = 'aside' where seq in (select seq from inbox where state = 'done' limit 2)");
  db.close();
  await lab.restart();
  expect(await linesOf('doctor events')).toMatch(/2 were set aside.*npm run replay/s);
});

test('a check that does not exist brings the nearest', async () => {
  expect(await linesOf('doctor devcies')).toMatch(/no check "devcies".*\[Check devices\]/s);
});
