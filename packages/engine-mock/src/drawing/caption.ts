import { cell, isInk, toFontText } from './font.js';
import { blend, type Colour, type Layer } from './layer.js';
import { wrapText } from './wrap-text.js';

const paper: Colour = [16, 18, 24];
const ink: Colour = [255, 255, 255];
const faintInk: Colour = [200, 206, 216];
const paperCover = 0.72;

/** What stands on a picture. */
export interface CaptionText {
  /** What was asked for; cut off when the picture is too small for it. */
  readonly prompt: string;
  /** Always shown whole, below the prompt. */
  readonly facts: string;
}

/** Lines of text on a dark band at the foot of the picture. */
export interface Caption {
  /** First row of the band. */
  readonly top: number;
  readonly layer: Layer;
}

/** Sets the text as large as it fits: in half the picture if possible, else in most of it. */
export function createCaption(text: CaptionText, width: number, height: number): Caption {
  const prompt = toFontText(text.prompt);
  const largest = Math.max(1, Math.round(Math.min(width, height) / 160));
  for (let scale = largest; scale >= 1; scale -= 1) {
    const page = setLines(prompt, text.facts, width, scale);
    const top = height - bandHeight(page.lines.length, width, scale);
    if (top >= height * 0.5) return toCaption(page, scale, width, top);
  }
  const page = setLines(prompt, text.facts, width, 1);
  const room = Math.floor((height * 0.94 - marginOf(width, 1) * 2) / cell.height);
  const short = shorten(page, room);
  return toCaption(short, 1, width, height - bandHeight(short.lines.length, width, 1));
}

interface Page {
  readonly lines: readonly string[];
  /** How many of the lines, at the end, are facts. */
  readonly factLines: number;
}

function setLines(prompt: string, facts: string, width: number, scale: number): Page {
  const columns = Math.floor((width - marginOf(width, scale) * 2 + scale) / (cell.width * scale));
  const below = wrapText(facts, columns);
  return { lines: [...wrapText(prompt, columns), ...below], factLines: below.length };
}

function shorten({ lines, factLines }: Page, room: number): Page {
  if (lines.length <= room) return { lines, factLines };
  const kept = lines.slice(0, Math.max(1, room - factLines));
  const last = kept.pop() ?? '';
  const facts = lines.slice(lines.length - factLines);
  return { lines: [...kept, `${last.slice(0, -3)}...`, ...facts], factLines };
}

/** Ten characters, the longest seed, still fit into the smallest picture. */
function marginOf(width: number, scale: number): number {
  return scale * (width < 128 ? 2 : 4);
}

function bandHeight(lines: number, width: number, scale: number): number {
  return lines * cell.height * scale + marginOf(width, scale) * 2;
}

function toCaption({ lines, factLines }: Page, scale: number, width: number, top: number): Caption {
  const margin = marginOf(width, scale);
  const layer: Layer = (row, y) => {
    if (y < top) return;
    for (let x = 0; x < width; x += 1) blend(row, x, paper, paperCover);
    const down = Math.floor((y - top - margin) / scale);
    const lineIndex = Math.floor(down / cell.height);
    const line = lines[lineIndex];
    if (line === undefined) return;
    const colour = lineIndex >= lines.length - factLines ? faintInk : ink;
    paintLine(row, line, down % cell.height, { scale, margin, colour });
  };
  return { top, layer };
}

interface Pen {
  readonly scale: number;
  readonly margin: number;
  readonly colour: Colour;
}

/** One row of pixels of one line of text. */
function paintLine(row: Uint8Array, line: string, glyphRow: number, pen: Pen): void {
  if (glyphRow >= cell.glyphHeight) return;
  for (let column = 0; column < line.length; column += 1) {
    for (let dot = 0; dot < cell.glyphWidth; dot += 1) {
      if (!isInk(line[column] ?? ' ', dot, glyphRow)) continue;
      const start = pen.margin + (column * cell.width + dot) * pen.scale;
      for (let x = start; x < start + pen.scale; x += 1) blend(row, x, pen.colour, 1);
    }
  }
}
