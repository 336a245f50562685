/** An entry in the format of the public RoomOS schema file; numbers of value spaces are strings there. */
export interface RoomOsObject {
  id: number;
  type: 'Command' | 'Status' | 'Configuration' | 'Event';
  /** Names parted by spaces, `[n]` at what occurs several times: `Call[n] Status`. */
  path: string;
  normPath: string;
  products: string[];
  attributes: Record<string, unknown>;
}

export interface RoomOsParameter {
  name: string;
  required: boolean;
  default?: string;
  description?: string;
  valuespace: RoomOsSpace;
}

export interface RoomOsSpace {
  type: 'Literal' | 'Integer' | 'String' | 'LiteralArray' | 'IntegerArray' | 'StringArray';
  Values?: string[];
  description?: Record<string, string>;
  Min?: string;
  Max?: string;
  Step?: string;
  MinLength?: string;
  MaxLength?: string;
  multiple?: string;
}
