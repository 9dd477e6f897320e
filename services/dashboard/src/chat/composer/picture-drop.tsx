import { useState, type DragEvent, type ReactNode } from 'react';
import { Icon } from '../../design/icon.js';
import { pictureOf } from './composer-words.js';

interface PictureDropProps {
  readonly className: string;
  readonly onPicture: (picture: File) => void;
  readonly children: ReactNode;
}

/** A place where pictures can be dropped. */
export function PictureDrop({ className, onPicture, children }: PictureDropProps) {
  const [over, setOver] = useState(false);
  const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer.types.includes('Files');
  return (
    <div
      className={className}
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={({ currentTarget, relatedTarget }) => {
        if (relatedTarget instanceof Node && currentTarget.contains(relatedTarget)) return;
        setOver(false);
      }}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(false);
        const picture = pictureOf(event.dataTransfer.files);
        if (picture) onPicture(picture);
      }}
    >
      {children}
      {over && (
        <div className="chat-drop" aria-hidden="true">
          <Icon name="brush" />
          Drop a picture to change it in the studio
        </div>
      )}
    </div>
  );
}
