import styles from './Chooser.module.css';

interface ChooserProps<T extends string> {
  label: string;
  value: T;
  options: { value: T; text: string }[];
  onChoose: (value: T) => void;
}

/** One of several ways to split a card, where a row of buttons would crowd out the title. */
export function Chooser<T extends string>({ label, value, options, onChoose }: ChooserProps<T>) {
  return (
    <select
      className={styles['chooser']}
      aria-label={label}
      value={value}
      onChange={(event) => {
        const chosen = options.find((option) => option.value === event.target.value);
        if (chosen) onChoose(chosen.value);
      }}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.text}
        </option>
      ))}
    </select>
  );
}
