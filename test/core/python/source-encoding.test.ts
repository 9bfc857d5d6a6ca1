import { expect, test } from '@jest/globals';
import { declaresOtherEncoding, findDeclaredEncoding } from '../../../src/core/python/source-encoding.ts';

test.each([
  ['# coding: latin-1\nx = 1\n', 'latin-1'],
  ['#!/usr/bin/python\n# -*- coding: UTF-8 -*-\n', 'utf-8'],
  ['# vim: set fileencoding=cp1252 :\n', 'cp1252'],
  ['\uFEFF# coding=utf-8\r\n', 'utf-8'],
  ['\n# coding: koi8-r\n', 'koi8-r'],
  ['x = 1\n# coding: latin-1\n', null],
  ['# one\n# two\n# coding: latin-1\n', null],
  ['NAME = "coding: latin-1"\n', null],
  ['', null],
])('%j declares %j', (text, expected) => {
  expect(findDeclaredEncoding(text)).toBe(expected);
});

test.each([
  ['# coding: latin-1\n', true],
  ['# coding: utf-8-sig\n', false],
  ['# coding: UTF8\n', false],
  ['# coding: ascii\n', false],
  ['x = 1\n', false],
])('%j declares another encoding than UTF-8: %s', (text, expected) => {
  expect(declaresOtherEncoding(text)).toBe(expected);
});
