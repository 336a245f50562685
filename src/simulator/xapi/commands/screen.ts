import type { Screen } from '../../devices/live.ts';
import { type Handler, type Handlers, type Run, refuse, text } from './handler.ts';

/** Shows something; a `Duration` of seconds other than 0 takes it away again. */
function show<Part extends keyof Screen>({ live, args }: Run, part: Part, content: Screen[Part]) {
  live.screen[part] = content;
  const seconds = args.get('Duration');
  if (typeof seconds === 'number' && seconds > 0) {
    live.after(part, seconds * 1000, () => {
      live.screen[part] = undefined;
      live.changed();
    });
  } else live.cancel(part);
  live.changed();
  return {};
}

const clears =
  (part: keyof Screen): Handler =>
  ({ live }) => {
    live.cancel(part);
    live.screen[part] = undefined;
    live.changed();
    return {};
  };

const titled = (run: Run) => ({ title: text(run, 'Title'), text: text(run, 'Text') });
const options = (run: Run): string[] => [1, 2, 3, 4, 5].map((n) => text(run, `Option.${n}`)).filter(Boolean);
const prompt: Handler = (run) =>
  show(run, 'prompt', { ...titled(run), options: options(run), feedbackId: text(run, 'FeedbackId') });

function showWebView(run: Run): Record<string, unknown> {
  const url = text(run, 'Url');
  if (!/^https?:\/\//i.test(url)) refuse('Url must begin with http:// or https://');
  const at = 'UserInterface.WebView[1]';
  run.live.state.setAll({
    [`${at}.ErrorType`]: 'NoError',
    [`${at}.Status`]: 'Visible',
    [`${at}.Type`]: 'Integration',
    [`${at}.URL`]: url,
  });
  return {};
}

/** Widgets are numbered in the order in which they first got a value. */
function setWidget(run: Run): Record<string, unknown> {
  const { state } = run.live;
  const id = text(run, 'WidgetId');
  const widgets = state.find('UserInterface.Extensions.Widget[*].WidgetId');
  const known = widgets.find((leaf) => leaf.value === id)?.segments[2]?.index;
  const at = `UserInterface.Extensions.Widget[${known ?? widgets.length + 1}]`;
  state.setAll({ [`${at}.WidgetId`]: id, [`${at}.Value`]: text(run, 'Value') });
  return {};
}

const panel = (run: Run): string => {
  const id = text(run, 'PanelId');
  return run.live.panels.has(id) ? id : refuse(`No panel with PanelId ${id}`);
};

const nameIn = (xml: string): string => /<Name>([^<]{1,100})<\/Name>/.exec(xml)?.[1] ?? '';

export const screen: Handlers = {
  'UserInterface.Message.Alert.Display': (run) => show(run, 'alert', titled(run)),
  'UserInterface.Message.Alert.Clear': clears('alert'),
  'UserInterface.Message.Prompt.Display': prompt,
  'UserInterface.Message.Prompt.Clear': clears('prompt'),
  'UserInterface.Message.Prompt.Response': clears('prompt'),
  'UserInterface.Message.Rating.Display': prompt,
  'UserInterface.Message.Rating.Clear': clears('prompt'),
  'UserInterface.Message.TextInput.Display': prompt,
  'UserInterface.Message.TextInput.Clear': clears('prompt'),
  'UserInterface.Message.TextLine.Display': (run) => show(run, 'textLine', text(run, 'Text')),
  'UserInterface.Message.TextLine.Clear': clears('textLine'),
  'UserInterface.WebView.Display': showWebView,
  'UserInterface.WebView.Clear': ({ live }) => {
    live.state.remove('UserInterface.WebView[1]');
    return {};
  },
  'UserInterface.LedControl.Color.Set': (run) => {
    run.live.state.set('UserInterface.LedControl.Color', text(run, 'Color'));
    return {};
  },
  'UserInterface.Extensions.List': ({ live }) => ({
    Extensions: {
      Version: '1.11',
      Panel: [...live.panels].map(([PanelId, xml], index) => ({
        id: index + 1,
        PanelId,
        Name: nameIn(xml),
        ActivityType: 'Custom',
        Visibility: 'Auto',
      })),
    },
  }),
  'UserInterface.Extensions.Clear': ({ live }) => {
    live.panels.clear();
    return {};
  },
  'UserInterface.Extensions.Panel.Save': (run) => {
    run.live.panels.set(text(run, 'PanelId'), run.body);
    return {};
  },
  'UserInterface.Extensions.Panel.Remove': (run) => {
    run.live.panels.delete(panel(run));
    return {};
  },
  'UserInterface.Extensions.Panel.Update': (run) => {
    panel(run);
    return {};
  },
  'UserInterface.Extensions.Panel.Open': (run) => {
    panel(run);
    return {};
  },
  'UserInterface.Extensions.Widget.SetValue': setWidget,
  'UserInterface.Extensions.Widget.UnsetValue': (run) => {
    const id = text(run, 'WidgetId');
    const widgets = run.live.state.find('UserInterface.Extensions.Widget[*].WidgetId');
    const index = widgets.find((leaf) => leaf.value === id)?.segments[2]?.index;
    if (index !== undefined) run.live.state.set(`UserInterface.Extensions.Widget[${index}].Value`, '');
    return {};
  },
};
