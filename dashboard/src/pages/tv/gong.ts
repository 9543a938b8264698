/** Partials of a struck gong: inharmonic, the high ones die first. [ratio to the fundamental, loudness, seconds] */
const PARTIALS: [ratio: number, level: number, seconds: number][] = [
  [1, 0.5, 4.2],
  [1.48, 0.32, 3.4],
  [2.03, 0.24, 2.8],
  [2.74, 0.16, 2.1],
  [3.76, 0.1, 1.5],
  [5.12, 0.06, 0.9],
];
const FUNDAMENTAL_HZ = 110;

export interface Gong {
  /** Whether the browser still waits for a key press before it lets a page sound. */
  blocked(): boolean;
  strike(loudness: number): void;
  /** Called inside a key press or a click, which is when browsers allow sound. */
  allow(): void;
  close(): void;
}

/** One audio context for the life of the screen; the nodes of a stroke free themselves when they have rung out. */
export function createGong(): Gong {
  const context = new AudioContext();
  return {
    blocked: () => context.state === 'suspended',
    strike(loudness) {
      if (context.state !== 'running') return;
      const now = context.currentTime;
      const master = context.createGain();
      master.gain.value = loudness;
      master.connect(context.destination);
      for (const [ratio, level, seconds] of PARTIALS) ring(context, master, now, { ratio, level, seconds });
    },
    allow: () => void context.resume(),
    close: () => void context.close(),
  };
}

interface Partial {
  ratio: number;
  level: number;
  seconds: number;
}

function ring(context: AudioContext, out: AudioNode, now: number, { ratio, level, seconds }: Partial): void {
  const tone = context.createOscillator();
  const envelope = context.createGain();
  tone.type = 'sine';
  tone.frequency.setValueAtTime(FUNDAMENTAL_HZ * ratio * 1.02, now);
  // A gong's pitch sinks as the plate relaxes.
  tone.frequency.exponentialRampToValueAtTime(FUNDAMENTAL_HZ * ratio, now + 0.35);
  envelope.gain.setValueAtTime(0.0001, now);
  envelope.gain.exponentialRampToValueAtTime(level, now + 0.012);
  envelope.gain.exponentialRampToValueAtTime(0.0001, now + seconds);
  tone.connect(envelope).connect(out);
  tone.start(now);
  tone.stop(now + seconds);
  tone.onended = () => {
    tone.disconnect();
    envelope.disconnect();
  };
}
