import { useEffect, useEffectEvent, useState } from 'react';
import { Badge } from '../design/badge.js';
import { Button } from '../design/button.js';
import { Icon } from '../design/icon.js';
import { Select } from '../design/select.js';
import { TextInput } from '../design/text-input.js';
import type { GalleryFilter } from './gallery-filter.js';
import { kindOptions } from './kind-words.js';

const typingPauseMs = 300;

interface GalleryBarProps {
  readonly filter: GalleryFilter;
  readonly onChange: (filter: GalleryFilter) => void;
}

/** What the pictures are looked through by. */
export function GalleryBar({ filter, onChange }: GalleryBarProps) {
  const [isOpen, setOpen] = useState(false);
  const { words: _words, favourite, ...more } = filter;
  const moreCount = Object.keys(more).length;
  return (
    <div className="gallery-bar" role="search" aria-label="Pictures">
      <div className="gallery-bar-line">
        <LateInput
          type="search"
          label="Search by words of the prompt"
          labelHidden
          placeholder="Search the prompts"
          value={filter.words}
          onChange={(words) => {
            onChange(withField(filter, 'words', words));
          }}
        />
        <Button
          className="gallery-favourites"
          icon="heart"
          aria-pressed={favourite === true}
          aria-label="Favourites only"
          onClick={() => {
            onChange(withField(filter, 'favourite', favourite ? undefined : true));
          }}
        >
          <span className="gallery-wide-words">Favourites</span>
        </Button>
        <Button
          icon="settings"
          aria-expanded={isOpen}
          aria-controls="gallery-more"
          aria-label={moreCount > 0 ? `Filters, ${moreCount} set` : 'Filters'}
          onClick={() => {
            setOpen(!isOpen);
          }}
        >
          <span className="gallery-wide-words">Filters</span>
          {moreCount > 0 && <Badge tone="accent">{moreCount}</Badge>}
        </Button>
      </div>
      <div id="gallery-more" className="gallery-more" hidden={!isOpen}>
        <Select
          label="Kind"
          value={filter.kind ?? 'all'}
          options={kindOptions}
          onChange={(kind) => {
            onChange(withField(filter, 'kind', kind === 'all' ? undefined : kind));
          }}
        />
        <LateInput
          label="Tag"
          value={filter.tag}
          maxLength={50}
          onChange={(tag) => {
            onChange(withField(filter, 'tag', tag));
          }}
        />
        {(['from', 'to'] as const).map((end) => (
          <TextInput
            key={end}
            type="date"
            label={end === 'from' ? 'From' : 'Until'}
            value={filter[end] ?? ''}
            onChange={(day) => {
              onChange(withField(filter, end, day));
            }}
          />
        ))}
      </div>
      {Object.keys(filter).length > 0 && (
        <ul className="gallery-chips" aria-label="Filters that are set">
          {chips(filter).map(([field, text]) => (
            <li key={field}>
              <button
                type="button"
                className="chip"
                aria-label={`Remove the filter: ${text}`}
                onClick={() => {
                  onChange(withField(filter, field, undefined));
                }}
              >
                {text}
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface LateInputProps {
  readonly label: string;
  readonly labelHidden?: boolean;
  readonly type?: 'search';
  readonly placeholder?: string;
  readonly maxLength?: number;
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
}

/** Tells what was typed after a short rest, so that not each letter is searched for. */
function LateInput({ value = '', onChange, ...rest }: LateInputProps) {
  const [typed, setTyped] = useState(value);
  const [before, setBefore] = useState(value);
  // It was changed from elsewhere, for instance by removing the filter.
  if (value !== before) {
    setBefore(value);
    if (value !== typed.trim()) setTyped(value);
  }
  const tell = useEffectEvent(onChange);
  useEffect(() => {
    if (typed.trim() === value) return undefined;
    const timer = setTimeout(() => {
      tell(typed.trim());
    }, typingPauseMs);
    return () => {
      clearTimeout(timer);
    };
  }, [typed, value]);
  return <TextInput {...rest} value={typed} onChange={setTyped} />;
}

type Field = keyof GalleryFilter;

function withField<Name extends Field>(
  filter: GalleryFilter,
  name: Name,
  value: GalleryFilter[Name] | '',
): GalleryFilter {
  const rest = Object.entries(filter).filter(([field]) => field !== name);
  return Object.fromEntries(value === undefined || value === '' ? rest : [...rest, [name, value]]);
}

function chips(filter: GalleryFilter): readonly (readonly [Field, string])[] {
  const { words, tag, kind, favourite, from, to } = filter;
  const all: (readonly [Field, string | undefined])[] = [
    ['words', words && `“${words}”`],
    ['favourite', favourite && 'Favourites'],
    ['kind', kindOptions.find(({ value }) => value === kind)?.label],
    ['tag', tag && `Tag: ${tag}`],
    ['from', from && `From ${from}`],
    ['to', to && `Until ${to}`],
  ];
  return all.flatMap(([field, text]) =>
    text === undefined || text === '' ? [] : [[field, text] as const],
  );
}
