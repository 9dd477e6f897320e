const names: Readonly<Record<string, string>> = {
  mod: navigator.userAgent.includes('Mac') ? '⌘' : 'Ctrl',
  shift: 'Shift',
  alt: 'Alt',
  escape: 'Esc',
  enter: 'Enter',
  arrowleft: '←',
  arrowright: '→',
  arrowup: '↑',
  arrowdown: '↓',
  delete: 'Del',
  space: 'Space',
};

/** Keys of a shortcut as they stand on a keyboard; `g c` is one after the other. */
export function Keys({ keys }: { readonly keys: string }) {
  return (
    <span className="keys">
      {keys.split(' ').map((stroke, index) => (
        <span key={`${index} ${stroke}`}>
          {index > 0 && ' '}
          {stroke.split(/\+(?=.)/).map((key) => (
            <kbd key={key}>{names[key.toLowerCase()] ?? key}</kbd>
          ))}
        </span>
      ))}
    </span>
  );
}
