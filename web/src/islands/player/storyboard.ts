/** Thumbnails of the seek bar: where on which sheet. */

import type { Storyboard } from "./types.js";

const COLUMNS = 5;
const TILES_PER_SHEET = COLUMNS * COLUMNS;

export interface Tile {
  sheet: string;
  x: number;
  y: number;
}

/** The thumbnail of an instant; none when there is no sheet for it. */
export function tileAt(board: Storyboard, seconds: number): Tile | null {
  if (board.tiles <= 0 || board.interval_ms <= 0) return null;
  const index = Math.min(board.tiles - 1, Math.max(0, Math.floor((seconds * 1000) / board.interval_ms)));
  const sheet = board.sheets[Math.floor(index / TILES_PER_SHEET)];
  if (sheet === undefined) return null;
  const onSheet = index % TILES_PER_SHEET;
  return { sheet, x: (onSheet % COLUMNS) * board.tile_width, y: Math.floor(onSheet / COLUMNS) * board.tile_height };
}

/** Where the preview's left edge goes so that it stays inside the bar. */
export function previewLeft(pointer: number, preview: number, bar: number): number {
  return Math.min(Math.max(0, bar - preview), Math.max(0, pointer - preview / 2));
}
