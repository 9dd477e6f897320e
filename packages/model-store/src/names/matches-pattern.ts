/**
 * Whether the whole path fits the pattern, where `*` stands for any characters but a slash. Linear in
 * the path for each star: it goes back to the last star only.
 */
export function matchesPattern(path: string, pattern: string): boolean {
  let at = 0;
  let inPattern = 0;
  let star = -1;
  let afterStar = 0;
  while (at < path.length) {
    if (pattern[inPattern] === '*') {
      star = inPattern;
      inPattern += 1;
      afterStar = at;
    } else if (pattern[inPattern] === path[at]) {
      inPattern += 1;
      at += 1;
    } else {
      if (star === -1 || path[afterStar] === '/') return false;
      afterStar += 1;
      at = afterStar;
      inPattern = star + 1;
    }
  }
  while (pattern[inPattern] === '*') inPattern += 1;
  return inPattern === pattern.length;
}
