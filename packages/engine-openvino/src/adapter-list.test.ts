import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { adapterList } from './adapter-list.js';

describe('adapterList', () => {
  it.each([
    ['/a/one.safetensors', [['/a/one.safetensors', 1]]],
    ['/a/one=0.5, /b/two=-2,', [['/a/one', 0.5], ['/b/two', -2]]], // prettier-ignore
    ['/a/x=y=3', [['/a/x=y', 3]]],
    ['/a/x=y', [['/a/x=y', 1]]],
    ['near.safetensors', [[resolve('near.safetensors'), 1]]],
    [' ,', []],
  ])('reads %p', (text, expected) => {
    const adapters = adapterList().parse(text);
    expect(adapters.map(({ path, alpha }) => [path, alpha])).toEqual(expected);
  });

  it.each(['/a=11', '/a,/b=-10.5', '/a,'.repeat(17)])('refuses %p', (text) => {
    expect(adapterList().safeParse(text).success).toBe(false);
  });
});
