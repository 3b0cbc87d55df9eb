-- From the figures (by_hand_figures.sql) to the signals, each rule by its own select; the output file is filled in.

-- All figures of a person on one row, those that no rule fires for left out on the way.
CREATE TEMP TABLE figures AS
SELECT * FROM people
LEFT JOIN shares USING (person) LEFT JOIN mon_fri USING (person) LEFT JOIN one_subject USING (person)
LEFT JOIN single_days USING (person) LEFT JOIN limits USING (person) LEFT JOIN counts USING (person)
LEFT JOIN names USING (person) LEFT JOIN fall USING (person) LEFT JOIN scores USING (person)
LEFT JOIN weakest USING (person) LEFT JOIN well USING (person) LEFT JOIN warned USING (person)
LEFT JOIN changes USING (person);

CREATE TEMP MACRO held(condition, value, part, whole, detail) AS {{
  'condition': condition::INTEGER, 'value': value::DOUBLE, 'part': part::DOUBLE, 'whole': whole::DOUBLE,
  'detail': detail::VARCHAR
}};
CREATE TEMP MACRO held_or_null(holds, condition, value, part, whole, detail) AS
  CASE WHEN holds THEN held(condition, value, part, whole, detail) END;

COPY (
  SELECT person, rule, '2026.1' AS version, DATE '2016-08-01' AS valid_from, severity::INTEGER AS severity,
    DATE '2026-05-31' AS as_of, evidence
  FROM (
    SELECT person, 'low-average-first-choice' AS rule, 2 AS severity,
      [held(0, average, average, NULL, NULL), held(1, choice_rank, NULL, NULL, NULL)] AS evidence
    FROM figures WHERE level = 'vg1' AND average < 2.5 AND choice_rank <= 1
    UNION ALL
    SELECT person, 'low-average-lower-choice', 2,
      [held(0, average, average, NULL, NULL), held(1, choice_rank, NULL, NULL, NULL)]
    FROM figures WHERE level = 'vg1' AND average < 3 AND choice_rank >= 2
    UNION ALL
    SELECT person, 'weak-core-subject', 2, [held(0, core, NULL, core_subjects, core_names)]
    FROM figures WHERE level IN ('lower_secondary', 'vg1') AND core >= 1
    UNION ALL
    SELECT person, 'grade-points-under-25', 3, [held(0, points, points, NULL, NULL)]
    FROM figures WHERE level = 'vg1' AND points < 25
    UNION ALL
    SELECT person, 'grade-points-25-to-30', 2,
      [held(0, points, points, NULL, NULL), held(1, points, points, NULL, NULL)]
    FROM figures WHERE level = 'vg1' AND points >= 25 AND points < 30
    UNION ALL
    SELECT person, 'weakest-tenth', 1, [held(0, tenth, average, peers, NULL)]
    FROM figures WHERE tenth <= 0.1
    UNION ALL
    SELECT person, 'weakest-twentieth', 2, [held(0, tenth, average, peers, NULL)]
    FROM figures WHERE tenth <= 0.05
    UNION ALL
    SELECT person, 'weakest-tenth-and-absent', 3,
      [held(0, tenth, average, peers, NULL), held(1, year_all_share, year_all, year_of, NULL)]
    FROM figures WHERE tenth <= 0.1 AND year_all_share > 0.1
    UNION ALL
    SELECT person, 'absence-over-10-percent', 2, [held(0, year_share, year, year_of, NULL)]
    FROM figures WHERE year_share > 0.1
    UNION ALL
    SELECT person, 'absence-four-weeks', 2, [held(0, four_share, four, four_of, NULL)]
    FROM figures WHERE four_share > 0.15
    UNION ALL
    SELECT person, 'undocumented-four-weeks', 2,
      [held(0, four_undocumented_share, four_undocumented, four_of, NULL)]
    FROM figures WHERE level IN ('vg1', 'vg2', 'vg3') AND four_undocumented_share > 0.08
    UNION ALL
    SELECT person, 'absence-limit-near', 2, [held(0, limit_share, round(limit_minutes, 9), annual, limit_subject)]
    FROM figures WHERE limit_share >= 0.07
    UNION ALL
    SELECT person, 'absence-limit-passed', 3, [held(0, limit_share, round(limit_minutes, 9), annual, limit_subject)]
    FROM figures WHERE limit_share > 0.1
    UNION ALL
    SELECT person, 'single-lessons', 1, [held(0, single_days, NULL, NULL, NULL)]
    FROM figures WHERE single_days >= 5
    UNION ALL
    SELECT person, 'mondays-and-fridays', 1, [held(0, mon_fri_share, eight_mon_fri, eight, NULL)]
    FROM figures WHERE mon_fri_share >= 0.7
    UNION ALL
    SELECT person, 'one-subject', 1, [held(0, subject_share, subject_minutes, of_minutes, subject)]
    FROM figures WHERE subject_share >= 0.6
    UNION ALL
    SELECT person, 'failed-last-year', 2, [held(0, failed_closing, NULL, closing_subjects, failed_closing_names)]
    FROM figures WHERE level IN ('vg2', 'vg3') AND failed_closing >= 1
    UNION ALL
    SELECT person, 'no-basis-for-marks', 3, [held(0, iv, NULL, subjects, iv_names)]
    FROM figures WHERE iv >= 2
    UNION ALL
    SELECT person, 'many-low-marks', 2, [held(0, low, NULL, subjects, low_names)]
    FROM figures WHERE low >= 3
    UNION ALL
    SELECT person, 'falling-marks', 2, [held(0, fall, mean_now, mean_before, NULL)]
    FROM figures WHERE fall <= -0.5
    UNION ALL
    SELECT person, 'order-or-conduct', 1, [held(0, behaviour, NULL, behaviour_subjects, behaviour_names)]
    FROM figures WHERE behaviour >= 1
    UNION ALL
    SELECT person, 'warning-of-no-mark', 2, [held(0, warnings, warnings, NULL, NULL)]
    FROM figures WHERE warnings >= 1
    UNION ALL
    SELECT person, 'changed-school-or-programme', 1, list_filter([
      held_or_null(schools >= 1, 0, schools, NULL, NULL, NULL),
      held_or_null(programmes >= 1, 1, programmes, NULL, NULL, NULL)
    ], lambda e: e IS NOT NULL)
    FROM figures
    WHERE level IN ('vg1', 'vg2', 'vg3', 'apprentice') AND (schools >= 1 OR programmes >= 1)
    UNION ALL
    SELECT person, 'low-well-being', 2, list_filter([
      held_or_null(well_recent AND well <= 2, 0, well, well, NULL, NULL),
      held_or_null(well_change <= -2, 1, well_change, well, well_before, NULL)
    ], lambda e: e IS NOT NULL)
    FROM figures WHERE well_recent AND well <= 2 OR well_change <= -2
    UNION ALL
    SELECT person, 'several-signs', 3, list_filter([
      held_or_null(year_share > 0.1, 0, year_share, year, year_of, NULL),
      held_or_null(failed >= 1, 1, failed, NULL, subjects, failed_names),
      held_or_null(fall <= -0.5, 2, fall, mean_now, mean_before, NULL),
      held_or_null(behaviour >= 1, 3, behaviour, NULL, behaviour_subjects, behaviour_names)
    ], lambda e: e IS NOT NULL)
    FROM figures
    WHERE coalesce(year_share > 0.1, false)::INTEGER + coalesce(failed >= 1, false)::INTEGER
      + coalesce(fall <= -0.5, false)::INTEGER + coalesce(behaviour >= 1, false)::INTEGER >= 2
  )
  ORDER BY person, rule
) TO '{out}' (FORMAT parquet, COMPRESSION zstd);
