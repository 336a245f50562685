import type { Place } from './locations.ts';

interface SeededPlace extends Omit<Place, 'id' | 'floors'> {
  floors: { floorNumber: number; displayName?: string }[];
}

/** The three places of the organisation; the names are those that devices are made with. */
export const SEEDED_PLACES: readonly SeededPlace[] = [
  {
    name: 'Oslo',
    timeZone: 'Europe/Oslo',
    preferredLanguage: 'nb_no',
    announcementLanguage: 'nb_no',
    address: { address1: 'Bryggegata 1', city: 'Oslo', postalCode: '0250', country: 'NO' },
    latitude: '59.9103',
    longitude: '10.7275',
    notes: 'Head office. Deliveries at the back.',
    floors: [
      { floorNumber: -1, displayName: 'Cellar' },
      { floorNumber: 1, displayName: 'Lobby' },
      { floorNumber: 2 },
      { floorNumber: 3, displayName: 'Fjord view' },
    ],
  },
  {
    name: 'London',
    timeZone: 'Europe/London',
    preferredLanguage: 'en_gb',
    announcementLanguage: 'en_gb',
    address: { address1: '1 Camden Row', city: 'London', postalCode: 'NW1 0AA', country: 'GB' },
    latitude: '51.5390',
    longitude: '-0.1426',
    floors: [{ floorNumber: 0, displayName: 'Ground floor' }, { floorNumber: 1 }],
  },
  {
    name: 'San Jose',
    timeZone: 'America/Los_Angeles',
    preferredLanguage: 'en_us',
    announcementLanguage: 'en_us',
    address: { address1: '1 Redwood Way', city: 'San Jose', state: 'CA', postalCode: '95101', country: 'US' },
    latitude: '37.3382',
    longitude: '-121.8863',
    notes: 'Badge needed after 18:00.',
    floors: [{ floorNumber: 1 }, { floorNumber: 2, displayName: 'Engineering' }],
  },
];
