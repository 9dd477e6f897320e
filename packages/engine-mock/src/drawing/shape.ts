export type Shape = 'circle' | 'square' | 'triangle' | 'diamond' | 'star' | 'heart' | 'ring';

/**
 * Distance from a point to the edge of a shape of radius 1 around the origin, negative inside; `v`
 * grows downwards. Formulas after Inigo Quilez, "2D distance functions".
 */
export function distanceTo(shape: Shape, u: number, v: number): number {
  switch (shape) {
    case 'circle':
      return Math.hypot(u, v) - 1;
    case 'ring':
      return Math.abs(Math.hypot(u, v) - 0.78) - 0.22;
    case 'square':
      return Math.max(Math.abs(u), Math.abs(v)) - 0.85;
    case 'diamond':
      return (Math.abs(u) + Math.abs(v) - 1) * Math.SQRT1_2;
    case 'triangle':
      return Math.max(v - 0.6, Math.abs(u) * 0.866 - (v + 0.95) * 0.5);
    case 'star':
      return distanceToStar(u, v);
    case 'heart':
      return distanceToHeart(Math.abs(u) * 0.62, 0.56 - v * 0.62) / 0.62;
  }
}

/** A star is one edge, folded into ten. */
function distanceToStar(u: number, v: number): number {
  const sector = (Math.PI * 2) / 5;
  const inner = 0.42;
  const angle = Math.abs(((Math.atan2(u, -v) + Math.PI * 2 + sector / 2) % sector) - sector / 2);
  const radius = Math.hypot(u, v);
  const [x, y] = [radius * Math.sin(angle), radius * Math.cos(angle)];
  const [edgeX, edgeY] = [inner * Math.sin(sector / 2), inner * Math.cos(sector / 2) - 1];
  return (x * -edgeY + (y - 1) * edgeX) / Math.hypot(edgeX, edgeY);
}

/** `x` is not negative, `y` grows upwards; the point of the heart is the origin. */
function distanceToHeart(x: number, y: number): number {
  if (x + y > 1) return Math.hypot(x - 0.25, y - 0.75) - Math.SQRT2 / 4;
  const half = 0.5 * Math.max(x + y, 0);
  const nearest = Math.min(Math.hypot(x, y - 1), Math.hypot(x - half, y - half));
  return nearest * Math.sign(x - y);
}
