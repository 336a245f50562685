import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';

test('tells each person their role and what follows from it', async () => {
  await using lab = await openLab();
  const told = async (who: 'alice' | 'bob' | 'vera') => (await lab[who].says('who am I')).lines.join('\n');
  expect(await told('alice')).toMatch(/^Alice Andersen: admin\n.*look at devices, change devices and do what can lock/);
  expect(await told('bob')).toMatch(/^Bob Berg: operator\n.*You can look at devices and change devices\./);
  expect(await told('vera')).toMatch(/^Vera Vik: viewer\n.*You can look at devices\./);
});

test('without a role, says whom to ask', async () => {
  await using lab = await openLab({ roles: { viewers: [] } });
  const { lines } = await lab.vera.says('whoami');
  expect(lines[0]).toBe('Vera Vik: no role');
  expect(lines[1]).toContain("You can't look at devices yet. Ask alice.andersen@fjordbank.example.");
});

test('people of another organisation are told nothing', async () => {
  await using lab = await openLab();
  const { text } = await lab.gus.says('whoami');
  expect(text).not.toMatch(/role|fjordbank/);
});
