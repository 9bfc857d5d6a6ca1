import type { PythonValue } from '../evidence/ci-report.ts';

/** Where a probe commit carries its probes; it is the only file such a commit adds. */
export const PROBES_PATH = '.testwright/probes.json';
export const PROBES_SCHEMA_VERSION = 1;

/**
 * A call whose behaviour CI is asked to observe. Data only: `ci/` evaluates the arguments with a closed
 * table (literals, Decimal, date, datetime, time, timedelta, UUID, Enum members, containers of these).
 */
export interface Probe {
  id: string;
  /** Dotted module that CI imports, e.g. `shop.pricing`. */
  module: string;
  /** Name inside the module: `discount` or `Cart.parse`. */
  qualname: string;
  arguments: PythonValue[];
  keywords: Record<string, PythonValue>;
  /** The target that the call exercises. CI passes over this and what follows. */
  targetId: string;
  /** Why these arguments were chosen, in words a maintainer reads: `boundary of quantity >= 10`. */
  why: string;
  /** Names the boundary that this probe lies on or beside; null for any other probe. */
  boundary: string | null;
}

/** The content of `.testwright/probes.json`. */
export interface ProbeFile {
  schema: typeof PROBES_SCHEMA_VERSION;
  probes: Probe[];
}
