/** A row of buttons of which one is pressed; large enough for a thumb. */
export function ChoiceRow<T extends string>(props: {
  label: string;
  value: T;
  choices: readonly { value: T; text: string }[];
  onChoose: (value: T) => void;
  className?: string;
}) {
  return (
    <div className={`lb-choices ${props.className ?? ''}`} role="group" aria-label={props.label}>
      {props.choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={choice.value === props.value}
          onClick={() => props.onChoose(choice.value)}
        >
          {choice.text}
        </button>
      ))}
    </div>
  );
}
