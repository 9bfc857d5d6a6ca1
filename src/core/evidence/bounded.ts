import { z } from 'zod';

/*
 * Lists and records of hostile JSON, megabytes of it. zod's own keep an issue for each bad item and join them by
 * spreading, which ends in a RangeError from about 120,000 issues on; these stop at the first.
 */

/** A list of at most so many items. */
export function boundedList<T>(item: z.ZodType<T>, max: number) {
  return z.array(z.unknown()).transform((values, context): T[] => {
    if (values.length > max) return reject(context, `has ${values.length} items, at most ${max} are read`);
    const items: T[] = [];
    for (const [index, value] of values.entries()) {
      const parsed = item.safeParse(value);
      if (!parsed.success) return pass(context, parsed.error, index);
      items.push(parsed.data);
    }
    return items;
  });
}

/**
 * A record of at most so many entries. Keys that every object inherits, such as `constructor`, are refused, so that
 * later steps may look entries up by name.
 */
export function boundedRecord<T>(key: z.ZodType<string>, entry: z.ZodType<T>, max: number) {
  return z.custom<object>(isPlainObject, 'expected an object').transform((given, context) => {
    const pairs = Object.entries(given);
    if (pairs.length > max) return reject(context, `has ${pairs.length} entries, at most ${max} are read`);
    const record: Record<string, T> = {};
    for (const [name, value] of pairs) {
      const parsedName = key.safeParse(name);
      if (!parsedName.success) return pass(context, parsedName.error, name);
      if (name in Object.prototype) return reject(context, `has an entry named ${name}`);
      const parsed = entry.safeParse(value);
      if (!parsed.success) return pass(context, parsed.error, name);
      record[name] = parsed.data;
    }
    return record;
  });
}

/** A list of items that a plain function recognises: hundreds of thousands of numbers take milliseconds. */
export function plainList<T>(isItem: (value: unknown) => value is T, what: string, max: number) {
  return z.custom<T[]>(
    (value) => Array.isArray(value) && value.length <= max && value.every(isItem),
    `expected at most ${max} ${what}`,
  );
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function reject(context: z.core.$RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

function pass(context: z.core.$RefinementCtx, error: z.ZodError, place: PropertyKey): never {
  const issue = error.issues[0]!;
  context.addIssue({ code: 'custom', message: issue.message, path: [place, ...issue.path] });
  return z.NEVER;
}
