import { useState } from 'react';
import { initials, tintOf } from './initials.ts';

/** A person's photo, or their initials; decorative, because the name stands beside it. */
export function Avatar({ id, name, photoUrl }: { id: string; name: string; photoUrl: string | null }) {
  const [broken, setBroken] = useState<string | null>(null);
  return (
    <span className="avatar" data-tint={tintOf(id)} aria-hidden="true">
      {photoUrl !== null && photoUrl !== broken ? (
        <img src={photoUrl} alt="" loading="lazy" decoding="async" onError={() => setBroken(photoUrl)} />
      ) : (
        initials(name)
      )}
    </span>
  );
}
