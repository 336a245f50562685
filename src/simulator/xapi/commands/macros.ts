import type { Macro } from '../../devices/live.ts';
import { type Handlers, type Run, refuse, text } from './handler.ts';

function macro(run: Run): Macro {
  const name = text(run, 'Name');
  return run.live.macros.get(name) ?? refuse(`No macro with Name ${name}`);
}

const activate = (active: boolean) => (run: Run) => {
  macro(run).active = active;
  return {};
};

function getMacros(run: Run): Record<string, unknown> {
  const name = text(run, 'Name');
  if (name) macro(run);
  const withContent = text(run, 'Content') === 'True';
  const found = [...run.live.macros].filter(([key]) => !name || key === name);
  return {
    Macro: found.map(([Name, { active, content }], index) => ({
      id: index,
      Name,
      Active: active ? 'True' : 'False',
      ...(withContent && { Content: content }),
    })),
  };
}

function saveMacro(run: Run): Record<string, unknown> {
  const name = text(run, 'Name');
  const before = run.live.macros.get(name);
  if (before && text(run, 'Overwrite', 'True') === 'False') refuse(`A macro with Name ${name} exists`);
  run.live.macros.set(name, { active: before?.active ?? false, content: run.body });
  return {};
}

export const macros: Handlers = {
  'Macros.Macro.Get': getMacros,
  'Macros.Macro.Save': saveMacro,
  'Macros.Macro.Activate': activate(true),
  'Macros.Macro.Deactivate': activate(false),
  'Macros.Macro.Remove': (run) => {
    macro(run);
    run.live.macros.delete(text(run, 'Name'));
    return {};
  },
  'Macros.Macro.RemoveAll': ({ live }) => {
    live.macros.clear();
    return {};
  },
  'Macros.Log.Get': () => ({ LogLine: [] }),
  'Macros.Runtime.Status': ({ live }) => ({
    Running: 'True',
    Crashes: 0,
    ActiveMacros: [...live.macros.values()].filter(({ active }) => active).length,
  }),
};
