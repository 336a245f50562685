import { systemClock as clock } from '#lib/clock.ts';
import { connectTo } from '#store/database.ts';
import { createInbox, type Inbox } from '#store/inbox.ts';
import { createJournal, type Journal } from '#store/journal.ts';
import { migrate } from '#store/migrations.ts';
import type { Database } from '#store/tables.ts';
import type { StorePlace } from '#store/transfer.ts';

/** The inbox of a store; `isOneByOne` gives every event a commit of its own, instead of one to all of a moment. */
export async function openInbox(
  place: StorePlace,
  isOneByOne = false,
): Promise<{ inbox: Inbox; close(): Promise<void> }> {
  const { db, engine } = await connectTo(place);
  await migrate(db, engine);
  const shared = createJournal(db, place.log);
  const journal = isOneByOne ? oneByOne(db, shared, engine === 'sqlite') : shared;
  return {
    inbox: createInbox(db, { engine, clock, journal }),
    async close() {
      await journal.close();
      await db.destroy();
    },
  };
}

/** SQLite has one connection: a row's commit begins when the one before is on the disk. What is not waited for shares commits still. */
function oneByOne(db: Database, journal: Journal, isInTurn: boolean): Journal {
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...journal,
    open(statement, answer) {
      type Row = Parameters<ReturnType<typeof answer>>[0];
      const write = async (row: Row) => answer((await statement.run(db, [row])).rows)(row);
      return {
        ...journal.open(statement, answer),
        now(row) {
          if (!isInTurn) return write(row);
          const written = last.then(() => write(row));
          last = written.catch(() => {});
          return written;
        },
      };
    },
  };
}
