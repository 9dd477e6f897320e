import { common, createLowlight } from 'lowlight';
import type { CodePiece } from './tree.js';

const lowlight = createLowlight(common);

/** Long code would hold the page up. */
const maxLength = 15_000;

/** The code in colours, as classes; undefined for a language that is not known. */
export function highlight(code: string, language: string): readonly CodePiece[] | undefined {
  if (code.length > maxLength || !lowlight.registered(language)) return undefined;
  return toPieces(lowlight.highlight(language, code).children);
}

type Nodes = ReturnType<typeof lowlight.highlight>['children'];

function toPieces(nodes: Nodes): readonly CodePiece[] {
  return nodes.flatMap((node): readonly CodePiece[] => {
    if (node.type === 'text') return [node.value];
    if (node.type !== 'element') return [];
    const { className } = node.properties;
    const names = Array.isArray(className) ? className.join(' ') : undefined;
    return [{ className: names, children: toPieces(node.children) }];
  });
}
