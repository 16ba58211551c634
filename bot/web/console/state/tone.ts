const NOTES_HZ = [659.25, 880];
const NOTE_LASTS_S = 0.16;
const LOUDNESS = 0.12;

/** A short two-note tone; silent until the agent has clicked or typed once, as browsers demand. */
export class Tone {
  private audio: AudioContext | null = null;

  constructor() {
    addEventListener("pointerdown", this.unlock, { once: true });
    addEventListener("keydown", this.unlock, { once: true });
  }

  play(): void {
    if (this.audio?.state !== "running") return;
    NOTES_HZ.forEach((hertz, index) => this.note(hertz, index * NOTE_LASTS_S));
  }

  private note(hertz: number, after: number): void {
    const audio = this.audio;
    if (!audio) return;
    const starts = audio.currentTime + after;
    const oscillator = new OscillatorNode(audio, { type: "sine", frequency: hertz });
    const gain = new GainNode(audio, { gain: 0 });
    // Faded at both ends: a tone that starts at full loudness clicks.
    gain.gain.setValueAtTime(0, starts);
    gain.gain.linearRampToValueAtTime(LOUDNESS, starts + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, starts + NOTE_LASTS_S * 2);
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(starts);
    oscillator.stop(starts + NOTE_LASTS_S * 2);
  }

  private unlock = (): void => {
    try {
      this.audio ??= new AudioContext();
      void this.audio.resume();
    } catch {
      // No sound device: title, live region and card still tell.
    }
  };
}
