import type { Source } from '../onboarding/facts.ts';

/** What one place says about the version of one package, or of Python. */
export interface FoundVersion {
  /** Normalised as PyPI does: `factory-boy`; `python` for Python itself. */
  name: string;
  /** `5.2.1`, or a range as written: `>=5.2,<6`; empty where only the name stands. */
  version: string;
  /**
   * - `ci`: what the repository's CI reported.
   * - `lock`: what a lock file holds.
   * - `pin`: exactly one version, asked for by hand or by a compiled list.
   * - `range`: what is asked for.
   * - `constraint`: as a pin or range, but only for what something else asks for.
   * - `tested`: Python versions that tox or nox run.
   */
  kind: 'ci' | 'lock' | 'pin' | 'range' | 'constraint' | 'tested';
  source: Source;
}

/** Packages whose presence and version decide how a test is written. */
const TOLD = new Set(
  (
    'django djangorestframework fastapi flask starlette pydantic sqlalchemy celery channels wagtail graphene-django django-ninja ' +
    'django-filter django-environ pytest pytest-django pytest-mock pytest-asyncio pytest-xdist pytest-cov pytest-randomly ' +
    'pytest-factoryboy pytest-httpx anyio trio factory-boy faker model-bakery freezegun time-machine responses requests-mock respx httpx ' +
    'hypothesis parameterized vcrpy moto'
  ).split(' '),
);

export function normaliseName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}

export function isTold(name: string): boolean {
  return TOLD.has(name);
}
