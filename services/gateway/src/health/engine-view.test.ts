import { describe, expect, it } from '@jest/globals';
import { distinctEngines } from './engine-view.js';

describe('distinctEngines', () => {
  it('names what workers draw with once, and nothing else of them', () => {
    const tiny = {
      engine: 'openvino',
      model: 'sd-tiny',
      modelCached: true,
      device: 'CPU',
      precision: 'int8',
      engineVersion: '2026.4.1',
    };
    const mock = { engine: 'mock', model: 'mock-image', modelCached: true };
    expect(distinctEngines([tiny, mock, { ...tiny }])).toEqual([
      {
        engine: 'openvino',
        model: 'sd-tiny',
        device: 'CPU',
        precision: 'int8',
        engine_version: '2026.4.1',
      },
      { engine: 'mock', model: 'mock-image' },
    ]);
  });
});
