/** How much of a picture is painted, from 0 to 1, for people. */
export function shareWords(share: number): string {
  if (share === 0) return 'Nothing is painted.';
  if (share < 0.01) return 'Less than 1 % of the picture is painted.';
  if (share >= 0.995) return share === 1 ? 'All of it is painted.' : 'Nearly all of it is painted.';
  return `${Math.round(share * 100)} % of the picture is painted.`;
}
