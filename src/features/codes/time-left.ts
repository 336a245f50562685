import { DAY_MS, duration } from '#lib/time.ts';

/** "7 days left", "1 day 3 h left", "12 min left", "run out". */
export function timeLeft(ms: number): string {
  if (ms <= 0) return 'run out';
  const days = Math.floor(ms / DAY_MS);
  if (days === 0) return `${duration(ms)} left`;
  const hours = Math.floor((ms % DAY_MS) / 3_600_000);
  return `${days} ${days === 1 ? 'day' : 'days'}${hours > 0 ? ` ${hours} h` : ''} left`;
}
