import { describe, expect, test } from '@jest/globals';
import { decideAuthority, type LivePermission } from '../../../src/core/commands/decide-authority.ts';

const READER: LivePermission = { permission: 'read', rights: { triage: false, push: false }, userId: 3 };
const TRIAGER: LivePermission = { permission: 'read', rights: { triage: true, push: false }, userId: 3 };
const WRITER: LivePermission = { permission: 'write', rights: { triage: true, push: true }, userId: 3 };
const NOBODY: LivePermission = { permission: 'none', rights: null, userId: null };

describe('who may do what', () => {
  test.each<[string, LivePermission, string, 'anyone' | 'triage' | 'write', boolean | string]>([
    ['a writer applies', WRITER, 'User', 'write', true],
    [
      'an admin without details applies',
      { permission: 'admin', rights: null, userId: null },
      'User',
      'write',
      true,
    ],
    ['a triager asks for a review', TRIAGER, 'User', 'triage', true],
    ['a triager applies', TRIAGER, 'User', 'write', 'not-permitted'],
    ['a reader asks for a review', READER, 'User', 'triage', 'not-permitted'],
    ['a reader asks for help', READER, 'User', 'anyone', true],
    ['a stranger applies', NOBODY, 'User', 'write', 'not-permitted'],
    ['someone else has the login by now', { ...WRITER, userId: 4 }, 'User', 'write', 'not-permitted'],
    ['a bot that may write applies', WRITER, 'Bot', 'write', 'bot-not-allowed'],
    ['a bot asks for help', NOBODY, 'Bot', 'anyone', 'bot-not-allowed'],
    [
      'a custom role with push applies',
      { permission: 'read', rights: { triage: true, push: true }, userId: 3 },
      'User',
      'write',
      true,
    ],
  ])('%s', (_name, permission, type, required, expected) => {
    const authority = decideAuthority({ sender: { id: 3, type }, permission, required });
    expect(authority.allowed ? true : authority.code).toBe(expected);
  });
});
