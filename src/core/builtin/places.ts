/**
 * A place inside a function's arguments, as a key: `items` is the parameter, `items[]` any of its items,
 * `items.len` its length, `data["email"]` one of its fields.
 */
export type Place = string;

export function itemOf(place: Place): Place {
  return `${place}[]`;
}

export function lengthOf(place: Place): Place {
  return `${place}.len`;
}

export function fieldOf(place: Place, name: string): Place {
  return `${place}[${JSON.stringify(name)}]`;
}

export function isLength(place: Place): boolean {
  return place.endsWith('.len');
}
