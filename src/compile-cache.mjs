import { enableCompileCache } from 'node:module';

// Loaded before the program (`--import`): from the second start on, neither the compiler that strips the types nor most of
// the parsing is needed. That saves 25 MB and half of the start; docs/decisions/0021-memory-of-an-idle-bot.md has the figures.
enableCompileCache();
