import { describe, expect, it } from '@jest/globals';
import { chooseFiles, type ListedFile } from './choose-files.js';
import { isHostilePath, isModelPath } from './model-path.js';

const listed = (paths: readonly string[]): ListedFile[] =>
  paths.map((path) => ({ path, kind: 'file', bytes: 1 }));
const choose = (paths: readonly string[], patterns: readonly string[]) =>
  chooseFiles(listed(paths), patterns).map(({ path }) => path);

describe('chooseFiles', () => {
  it('takes the files that the catalog names, sorted, and leaves the rest', () => {
    const paths = [
      'unet/openvino_model.xml',
      'unet/openvino_model.bin',
      'model_index.json',
      'README.md',
      '.gitattributes',
      '.hidden/config.json',
      'unet/.ipynb_checkpoints/openvino_model-checkpoint.xml',
      'pytorch_model.bin',
      'manifest.json',
      'samples/a picture.png',
    ];
    expect(choose(paths, ['*.json', '*.bin', '*/*.xml', '*/*.bin', '*/*.json'])).toEqual([
      'model_index.json',
      'unet/openvino_model.bin',
      'unet/openvino_model.xml',
    ]);
  });

  it('refuses all of a repository that has a hostile name anywhere', () => {
    expect(() => choose(['a.json', 'docs/../../x'], ['*.json'])).toThrow(/not accepted.*\.\.\/x/);
  });

  it('does not show more of a name than is good', () => {
    const name = `../${'x'.repeat(10_000)}\u001b[31m`;
    expect(() => choose([name], ['*'])).toThrow(/^[^\p{Cc}]{1,200}$/u);
  });

  it('refuses too many files, and none', () => {
    const many = Array.from({ length: 501 }, (_, index) => `f${index}.json`);
    expect(() => choose(many, ['*.json'])).toThrow('more than 500 files');
    expect(() => choose(['a.json'], ['*.xml'])).toThrow('none of the files');
  });
});

describe('isModelPath', () => {
  it.each(['a.json', 'unet/openvino_model.bin', 'a/b/c/d.xml', 'tokenizer_2/vocab-1+2.json'])(
    'takes %j',
    (path) => {
      expect([isHostilePath(path), isModelPath(path)]).toEqual([false, true]);
    },
  );

  it.each([
    'a/b/c/d/e.xml',
    'a b.json',
    'aux',
    'lpt1.xml',
    '.x.json',
    'a:b.json',
    'a%2e.json',
    'a~1.json',
  ])('does not take %j', (path) => {
    expect(isModelPath(path)).toBe(false);
  });
});
