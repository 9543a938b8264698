import { Dropdown } from 'antd';
import { ChevronMark } from './marks.tsx';
import styles from './Header.module.css';

export interface Choice<T extends string> {
  value: T;
  text: string;
  hint?: string;
}

interface ChoiceMenuProps<T extends string> {
  label: string;
  /** What the closed menu says; the chosen text when absent. */
  shown?: string;
  value: T;
  choices: Choice<T>[];
  onChoose: (value: T) => void;
}

/** A pill in the header: what is chosen, and a menu of what else there is. */
export function ChoiceMenu<T extends string>({ label, shown, value, choices, onChoose }: ChoiceMenuProps<T>) {
  const current = choices.find((choice) => choice.value === value);
  return (
    <Dropdown
      autoFocus
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: [value],
        items: choices.map((choice) => ({
          key: choice.value,
          label: (
            <span className={styles['choice']}>
              {choice.text}
              {choice.hint ? <small>{choice.hint}</small> : null}
            </span>
          ),
        })),
        onClick: ({ key }) => {
          const chosen = choices.find((choice) => choice.value === key);
          if (chosen) onChoose(chosen.value);
        },
      }}
    >
      <button type="button" className={styles['pill']}>
        <span className={styles['pillLabel']}>{label}</span>
        <span>{shown ?? current?.text}</span>
        <ChevronMark />
      </button>
    </Dropdown>
  );
}
