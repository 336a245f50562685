import type { RuleWords } from './rules.ts';

/**
 * The rules to begin with, the first that fits counts. English, Norwegian, German, French and Spanish, modestly: what an
 * organisation calls its rooms besides is added by its own administrators.
 */
export const BUILT_IN: readonly RuleWords[] = [
  {
    when: 'seats {n} | capacity {n} | max {n} | kapasitet {n} | kapazität {n} | capacité {n} | capacidad {n}',
    sets: 'capacity',
  },
  { when: '{n}p | {n}pax | {n} pers* | {n} people | {n} ppl | {n} pax', sets: 'capacity' },
  {
    when: '{n} seat* | {n} plass* | {n} sitteplass* | {n} plätze | {n} sitzplätze | {n} places | {n} plazas | {n} asientos',
    sets: 'capacity',
  },
  { when: 'x{n} | ×{n}', sets: 'capacity' },
  { when: 'board room {n} | boardroom {n}', sets: 'capacity' },
  {
    when: 'phone booth* | phone box* | phone room* | telefonboks* | telefonrom* | telefonzelle* | cabine télé* | cabina telef*',
    sets: 'type:focus',
  },
  { when: 'focus* | fokus* | quiet* | stille* | silent | silence | silencio* | ruheraum*', sets: 'type:focus' },
  { when: 'huddle* | grupperom* | gruppenraum*', sets: 'type:huddle' },
  {
    when: 'board room* | boardroom* | meeting* | conference* | styrerom* | møte* | konferanse*',
    sets: 'type:meetingRoom',
  },
  {
    when: 'besprechung* | konferenz* | sitzung* | salle de réunion | réunion* | conférence | sala de juntas | conferencia*',
    sets: 'type:meetingRoom',
  },
  {
    when: 'open space* | openspace* | open plan | open office* | åpent landskap | kontorlandskap* | großraum* | espace ouvert | espacio abierto',
    sets: 'type:open',
  },
  {
    when: 'desk | desks | hot desk* | hotdesk* | skrivebord* | kontorplass* | schreibtisch* | poste de travail | escritorio*',
    sets: 'type:desk',
  },
  { when: 'capacity:1', sets: 'type:focus' },
  { when: 'capacity:2-4', sets: 'type:huddle' },
  { when: 'capacity:5+', sets: 'type:meetingRoom' },
];
