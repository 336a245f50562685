import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readKeyed, spelledKey, spelledName } from '#intent/keyed.ts';
import { Problem } from '#lib/problem.ts';

const KEYS = ['capacity', 'notes', 'id'];

test('keys are taken out wherever they stand, and the rest is a name', () => {
  expect(readKeyed('Room on top capacity:8 notes:"two words"', KEYS)).toEqual({
    rest: 'Room on top',
    given: { capacity: '8', notes: 'two words' },
  });
  expect(readKeyed('capacity: 8 "Room: big"', KEYS)).toEqual({ rest: 'Room: big', given: { capacity: '8' } });
  expect(readKeyed('Fjord notes:""', KEYS)).toEqual({ rest: 'Fjord', given: { notes: 'unset' } });
});

test('words after a text belong to it, up to the next key; those after the end of quotes do not', () => {
  const kinds = { texts: ['notes'], textsAfterName: ['id'], hidden: ['secret'] };
  const read = (words: string) => readKeyed(words, KEYS, kinds);
  expect(read('Fjord notes:Projector broken: see Bob, 10:30 capacity:8')).toEqual({
    rest: 'Fjord',
    given: { notes: 'Projector broken: see Bob, 10:30', capacity: '8' },
  });
  expect(read('notes: "It is" dark Fjord')).toEqual({ rest: '', given: { notes: 'It is dark Fjord' } });
  expect(read('notes:"It is dark" Fjord secret:x')).toEqual({
    rest: 'Fjord',
    given: { notes: 'It is dark', secret: 'x' },
  });
  expect(read('Fjord id:San Jose')).toEqual({ rest: 'Fjord', given: { id: 'San Jose' } });
  expect(read('id:Oslo Fjord')).toEqual({ rest: 'Fjord', given: { id: 'Oslo' } });
  expect(() => read('Fjord x:1')).toThrow('I don\'t know "x:"');
});

test('a key that nobody knows is told with the nearest one, and so is one that is said twice', () => {
  const problem = (words: string) => {
    try {
      return readKeyed(words, KEYS);
    } catch (error) {
      return error instanceof Problem ? error.message : error;
    }
  };
  expect(problem('Fjord capasity:8')).toBe('I don\'t know "capasity:". Did you mean "capacity:"?');
  expect(problem('Fjord capacity:8 capacity:9')).toBe('"capacity:" is said twice');
});

test('whatever is spelled reads back as the same', () => {
  const text = fc.string({ unit: fc.constantFrom(...'ab :"\'\\“”«/=.@unset\n'), minLength: 1, maxLength: 30 });
  const wanted = text.map((value) => value.trim()).filter((value) => value !== '');
  fc.assert(
    fc.property(wanted, wanted, (name, notes) => {
      const words = `${spelledName(name.replace(/\s+/g, ' '))} ${spelledKey('notes', notes)}`;
      expect(readKeyed(words, KEYS)).toEqual({ rest: name.replace(/\s+/g, ' '), given: { notes } });
    }),
  );
});
