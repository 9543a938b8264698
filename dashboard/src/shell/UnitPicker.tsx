import { TreeSelect } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Address } from '../lib/address-state.ts';
import { loadPinyinMatcher, matchByLetters, type NameMatcher } from '../lib/name-search.ts';
import type { Scope } from '../lib/use-scope.ts';
import { unitTree } from './unit-tree.ts';
import styles from './Header.module.css';

/** The tree of units with their people; a person can be opened like a unit. */
export function UnitPicker({ scope, address }: { scope: Scope; address: Address }) {
  const { t } = useTranslation();
  const [matches, setMatches] = useState<NameMatcher>(() => matchByLetters);
  const { org, place } = scope;
  const tree = useMemo(
    () =>
      org
        ? unitTree(org, {
            closed: t('unit.closed'),
            left: t('unit.left'),
            movedFrom: (unit) => t('unit.movedFrom', { unit }),
          })
        : [],
    [org, t],
  );
  const value = place?.person ? `person:${place.person.id}` : place ? `unit:${place.unit.id}` : undefined;

  return (
    <TreeSelect
      className={styles['unit'] ?? ''}
      aria-label={t('unit.label')}
      prefix={<span className={styles['pillLabel']}>{t('unit.label')}</span>}
      treeData={tree}
      loading={!org}
      {...(value === undefined ? {} : { value })}
      treeDefaultExpandedKeys={place ? place.way.map((unit) => `unit:${unit.id}`) : []}
      treeNodeLabelProp="name"
      popupMatchSelectWidth={false}
      classNames={{ popup: { root: styles['unitPopup'] ?? '' } }}
      listHeight={420}
      showSearch={{
        filterTreeNode: (typed, node) => matches(typeof node['name'] === 'string' ? node['name'] : '', typed),
      }}
      placeholder={t('unit.search')}
      notFoundContent={t('unit.none')}
      onOpenChange={(open) => {
        if (open && matches === matchByLetters)
          void loadPinyinMatcher().then((loaded) => setMatches(() => loaded));
      }}
      onChange={(key: string) => {
        const [kind, id] = [key.slice(0, key.indexOf(':')), key.slice(key.indexOf(':') + 1)];
        if (kind === 'person') address.choose({ person: id, unit: null });
        else address.choose({ unit: id === org?.rootId ? null : id });
      }}
    />
  );
}
