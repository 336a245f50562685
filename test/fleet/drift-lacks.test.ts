import { expect, test } from 'vitest';
import { lackLines } from '#fleet/drift-lacks.ts';

const of = (product: string, count: number, lacks: string[]) =>
  Array.from({ length: count }, (_, index) => ({ device: { displayName: `${product} ${index + 1}`, product }, lacks }));

test('devices of one product that lack the same share one line, however many settings and devices they are', () => {
  expect(lackLines(of('Cisco Desk Mini', 12, ['Cameras.SpeakerTrack.Mode']))).toEqual([
    'Cameras.SpeakerTrack.Mode is not on 12 devices (Desk Mini)',
  ]);
  expect(lackLines([...of('Cisco Desk', 2, ['A', 'B', 'C', 'D', 'E']), ...of('Cisco Navigator', 1, ['A'])])).toEqual([
    'A is not on 3 devices (Desk and Navigator)',
    '4 settings are not on 2 devices (Desk): B, C, D and E',
  ]);
});

test('where many lack this and that, the largest come first, and the rest says where it is found', () => {
  const many = ['A', 'B', 'C', 'D', 'E', 'F'].flatMap((key, index) => of(`P${key}`, 6 - index, [key, `${key}2`]));
  expect(lackLines(many, ': the exported file has them all')).toEqual([
    '2 settings are not on 6 devices (PA): A and A2',
    '2 settings are not on 5 devices (PB): B and B2',
    '2 settings are not on 4 devices (PC): C and C2',
    'More settings are not on 6 devices (PD, PE and PF): the exported file has them all',
  ]);
  expect(lackLines([])).toEqual([]);
});
