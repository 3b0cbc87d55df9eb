-- The signals of the standard book as of 31 May 2026, as one would write them by hand for this book and this
-- day only: limits and dates in the text, each register read as seldom as possible, hash tables kept narrow,
-- keys turned into small numbers before a sort. The tables it reads are views of Parquet files.

-- Who is enrolled, once each, and since when at that school, after the last at another.
CREATE TEMP TABLE people AS
WITH begun AS (
  SELECT person, happened, ended, school, "group", level, programme, choice_rank FROM enrolment
  WHERE known_from <= DATE '2026-05-31' AND (known_until IS NULL OR known_until > DATE '2026-05-31')
    AND happened <= DATE '2026-05-31'
), present AS (
  SELECT * FROM begun WHERE ended IS NULL OR ended > DATE '2026-05-31'
  QUALIFY row_number() OVER (
    PARTITION BY person
    ORDER BY happened DESC, school NULLS LAST, "group" NULLS LAST, level NULLS LAST, programme NULLS LAST,
      choice_rank NULLS LAST
  ) = 1
), elsewhere AS (
  SELECT p.person, max(b.happened) AS last
  FROM present p JOIN begun b ON p.person = b.person AND p.school IS DISTINCT FROM b.school AND b.happened <= p.happened
  GROUP BY p.person
)
SELECT p.person, any_value(p.school) AS school, any_value(p."group") AS "group", any_value(p.level) AS level,
  any_value(p.choice_rank) AS choice_rank, min(b.happened) AS since
FROM present p JOIN begun b ON p.person = b.person AND p.school IS NOT DISTINCT FROM b.school
  AND b.happened <= p.happened
LEFT JOIN elsewhere e ON p.person = e.person
WHERE e.last IS NULL OR b.happened >= e.last
GROUP BY p.person;

-- Minutes on the timetable, over the year and over four weeks; summed once for each stretch in a group.
CREATE TEMP TABLE scheduled AS
WITH enrolments AS (
  SELECT person, school, "group",
    greatest(date_trunc('week', happened + 3)::DATE, DATE '2025-08-01') AS begins,
    least(coalesce(date_trunc('week', ended + 3)::DATE, DATE '2026-06-01'), DATE '2026-06-01') AS until
  FROM enrolment
  WHERE known_from <= DATE '2026-05-31' AND (known_until IS NULL OR known_until > DATE '2026-05-31')
    AND "group" IS NOT NULL
), spans AS (
  SELECT person, school, "group", until, greatest(begins, max(until) OVER (
      PARTITION BY person, school, "group" ORDER BY begins, until ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )) AS first
  FROM enrolments WHERE begins < until
), stretches AS (
  SELECT DISTINCT school, "group", first, until FROM spans WHERE first < until
), weeks AS (
  SELECT school, "group", happened, sum(minutes) AS minutes FROM schedule
  WHERE known_from <= DATE '2026-05-31' AND (known_until IS NULL OR known_until > DATE '2026-05-31')
    AND happened >= DATE '2025-08-01' AND happened < DATE '2026-06-01'
  GROUP BY ALL
), sums AS (
  SELECT s.school, s."group", first, until, sum(minutes) AS year,
    sum(minutes) FILTER (happened >= DATE '2026-05-04') AS four
  FROM stretches s JOIN weeks w
    ON s.school IS NOT DISTINCT FROM w.school AND s."group" = w."group" AND happened >= first AND happened < until
  GROUP BY ALL
)
SELECT person, sum(year) AS year, sum(four) AS four
FROM spans s JOIN sums u
  ON s.school IS NOT DISTINCT FROM u.school AND s."group" = u."group" AND s.first = u.first AND s.until = u.until
GROUP BY person;

-- Absence by person: one pass, a narrow hash table.
CREATE TEMP TABLE away AS
SELECT person,
  sum(minutes) AS year_all,
  sum(minutes) FILTER (kind <> 'other_approved') AS year,
  sum(minutes) FILTER (happened >= DATE '2026-05-04' AND kind <> 'other_approved') AS four,
  sum(minutes) FILTER (happened >= DATE '2026-05-04' AND kind = 'undocumented') AS four_undocumented,
  sum(minutes) FILTER (happened >= DATE '2026-04-06') AS eight,
  sum(minutes) FILTER (happened >= DATE '2026-04-06' AND isodow(happened) IN (1, 5)) AS eight_mon_fri
FROM absence
WHERE known_from <= DATE '2026-05-31' AND (known_until IS NULL OR known_until > DATE '2026-05-31')
  AND happened >= DATE '2025-08-01' AND happened < DATE '2026-06-01'
GROUP BY person;

CREATE TEMP MACRO share(part, whole) AS
  CASE WHEN whole > 0 THEN round(CASE WHEN part > whole THEN 1 ELSE part / whole END, 9) END;

CREATE TEMP TABLE shares AS
SELECT person, share(year_all, s.year) AS year_all_share, year_all,
  share(a.year, s.year) AS year_share, a.year, s.year AS year_of,
  share(a.four, s.four) AS four_share, a.four,
  share(four_undocumented, s.four) AS four_undocumented_share, four_undocumented, s.four AS four_of
FROM away a JOIN scheduled s USING (person);

CREATE TEMP TABLE mon_fri AS
SELECT person, round(eight_mon_fri / eight, 9) AS mon_fri_share, eight_mon_fri, eight
FROM away WHERE eight >= 900 AND eight_mon_fri >= 0.69 * eight;

CREATE TEMP TABLE one_subject AS
WITH subjects AS (
  SELECT person, subject, sum(minutes) AS minutes FROM absence
  WHERE known_from <= DATE '2026-05-31' AND (known_until IS NULL OR known_until > DATE '2026-05-31')
    AND happened >= DATE '2026-04-06' AND happened < DATE '2026-06-01' AND subject IS NOT NULL
  GROUP BY person, subject
), totals AS (
  SELECT person, sum(minutes) AS of_minutes, max(minutes) AS most FROM subjects
  GROUP BY person HAVING of_minutes >= 600 AND most >= 0.59 * of_minutes
)
SELECT person, min(subject) AS subject, round(any_value(most / of_minutes), 9) AS subject_share,
  any_value(most) AS subject_minutes, any_value(of_minutes) AS of_minutes
FROM totals JOIN subjects USING (person) WHERE minutes = most GROUP BY person;

CREATE TEMP TABLE single_days AS
SELECT person, count(*) AS single_days FROM (
  SELECT person, sum(minutes) AS minutes FROM absence
  WHERE known_from <= DATE '2026-05-31' AND (known_until IS NULL OR known_until > DATE '2026-05-31')
    AND happened >= DATE '2026-05-04' AND happened < DATE '2026-06-01'
    AND (kind = 'undocumented' OR kind = 'self_reported')
  GROUP BY person, happened
) WHERE minutes > 0 AND minutes <= 90
GROUP BY person HAVING single_days >= 5;

-- The absence limit. What counts for certain, and what can count at most, decide whose days must be looked at.
-- Stored step by step: without the true numbers of rows, DuckDB joins everything on the subject alone.
CREATE TEMP TABLE upper_secondary AS
SELECT person, since FROM people WHERE level IN ('vg1', 'vg2', 'vg3');

-- Annual minutes of all groups a pupil is in, summed once for each combination of groups.
CREATE TEMP TABLE combinations AS
WITH sets AS (
  SELECT person, list_sort(list(DISTINCT {{'school': school, 'group': "group"}})) AS groups FROM enrolment
  WHERE known_from <= DATE '2026-05-31' AND (known_until IS NULL OR known_until > DATE '2026-05-31')
    AND happened <= DATE '2026-05-31' AND (ended IS NULL OR ended > DATE '2026-05-31') AND "group" IS NOT NULL
    AND person IN (SELECT person FROM upper_secondary)
  GROUP BY person
), numbered AS (
  SELECT groups, row_number() OVER ()::INTEGER AS combination FROM (SELECT DISTINCT groups FROM sets)
)
SELECT person, combination, groups FROM sets JOIN numbered USING (groups);

CREATE TEMP TABLE annual AS
WITH places AS (
  SELECT combination, place.school AS school, place."group" AS "group"
  FROM (SELECT combination, unnest(any_value(groups)) AS place FROM combinations GROUP BY combination)
)
SELECT combination, subject, sum(minutes) AS annual
FROM places p JOIN schedule s ON p.school IS NOT DISTINCT FROM s.school AND p."group" = s."group"
WHERE known_from <= DATE '2026-05-31' AND (known_until IS NULL OR known_until > DATE '2026-05-31')
  AND happened >= DATE '2025-08-01' AND happened < DATE '2026-08-01'
GROUP BY combination, subject HAVING annual > 0;

CREATE TEMP TABLE by_subject AS
SELECT person, subject,
  coalesce(sum(minutes) FILTER (kind = 'undocumented'), 0) AS always,
  coalesce(sum(minutes) FILTER (kind = 'self_reported'), 0) AS own,
  sum(minutes) AS together
FROM absence JOIN upper_secondary USING (person)
WHERE known_from <= DATE '2026-05-31' AND (known_until IS NULL OR known_until > DATE '2026-05-31')
  AND happened >= DATE '2025-08-01' AND happened < DATE '2026-06-01' AND happened >= since
  AND kind <> 'other_approved' AND subject IS NOT NULL
GROUP BY person, subject;

CREATE TEMP TABLE towards_limit AS
WITH bounds AS (
  SELECT person, by_subject.subject, since, annual, always,
    CASE WHEN own > 0 AND together > 0.1 * annual THEN least(own, together - 0.1 * annual) ELSE 0 END AS at_most
  FROM by_subject JOIN upper_secondary USING (person) JOIN combinations USING (person)
  JOIN annual a ON combinations.combination = a.combination AND by_subject.subject = a.subject
), near AS (
  SELECT *, max(always / annual) OVER (PARTITION BY person) AS best FROM bounds
  WHERE always + at_most >= 0.0699 * annual
)
SELECT row_number() OVER ()::INTEGER AS n, * FROM near WHERE always + at_most >= (best - 1e-6) * annual;

CREATE TEMP TABLE own_word AS
WITH days AS (
  SELECT n, 0.1 * annual AS free, minutes, kind = 'self_reported' AS own,
    sum(minutes) OVER (PARTITION BY n ORDER BY happened, kind = 'self_reported' ROWS UNBOUNDED PRECEDING) AS reached
  FROM absence JOIN (FROM towards_limit WHERE at_most > 0) USING (person, subject)
  WHERE known_from <= DATE '2026-05-31' AND (known_until IS NULL OR known_until > DATE '2026-05-31')
    AND happened >= DATE '2025-08-01' AND happened < DATE '2026-06-01' AND happened >= since
    AND kind <> 'other_approved'
)
SELECT n, sum(least(minutes, reached - free)) AS counts FROM days WHERE own AND reached > free GROUP BY n;

CREATE TEMP TABLE limits AS
SELECT person, round(minutes / annual, 9) AS limit_share, minutes AS limit_minutes, annual, subject AS limit_subject
FROM (SELECT *, always + coalesce(counts, 0) AS minutes FROM towards_limit LEFT JOIN own_word USING (n))
QUALIFY row_number() OVER (PARTITION BY person ORDER BY round(minutes / annual, 9) DESC, subject) = 1;

-- Marks: the one that stands in each subject is the latest and weightiest, as one sortable number.
CREATE TEMP TABLE latest AS
SELECT person, subject, last % 100 AS mark, last // 1000 > 20604 - 250 AS recent, last_closing % 100 AS closing FROM (
  SELECT person, subject, max(place) AS last, max(place) FILTER (assessment <> 'half_year') AS last_closing
  FROM (
    SELECT person, subject, assessment, ((happened - DATE '1970-01-01') * 1000
      + CASE assessment WHEN 'half_year' THEN 0 WHEN 'final' THEN 100 ELSE 200 END
      + CASE mark WHEN '1' THEN 0 WHEN '2' THEN 1 WHEN '3' THEN 2 WHEN '4' THEN 3 WHEN '5' THEN 4 WHEN '6' THEN 5
          WHEN 'IV' THEN 6 WHEN 'exempt' THEN 7 WHEN 'G' THEN 8 WHEN 'Ng' THEN 9 ELSE 10 END)::INTEGER AS place
    FROM result
    WHERE known_from <= DATE '2026-05-31' AND (known_until IS NULL OR known_until > DATE '2026-05-31')
      AND happened <= DATE '2026-05-31' AND happened > DATE '2026-05-31' - 400
  )
  GROUP BY person, subject
);

CREATE TEMP TABLE counts AS
SELECT person, count(*) AS subjects,
  count(*) FILTER (subject IN ('norwegian', 'english', 'mathematics')) AS core_subjects,
  count(*) FILTER (mark = 6) AS iv, count(*) FILTER (mark IN (0, 1)) AS low, count(*) FILTER (mark IN (0, 6)) AS failed,
  count(closing) AS closing_subjects, count(*) FILTER (closing IN (0, 6)) AS failed_closing,
  count(*) FILTER (mark IN (0, 1, 6) AND subject IN ('norwegian', 'english', 'mathematics')) AS core,
  count(*) FILTER (recent AND subject IN ('order', 'conduct')) AS behaviour_subjects,
  count(*) FILTER (recent AND mark IN (9, 10) AND subject IN ('order', 'conduct')) AS behaviour
FROM latest GROUP BY person
HAVING core > 0 OR low >= 3 OR failed > 0 OR failed_closing > 0 OR behaviour > 0 OR iv >= 2;

CREATE TEMP TABLE names AS
SELECT person,
  string_agg(subject, ' · ' ORDER BY subject) FILTER (mark = 6) AS iv_names,
  string_agg(subject, ' · ' ORDER BY subject) FILTER (mark IN (0, 1)) AS low_names,
  string_agg(subject, ' · ' ORDER BY subject) FILTER (mark IN (0, 6)) AS failed_names,
  string_agg(subject, ' · ' ORDER BY subject) FILTER (closing IN (0, 6)) AS failed_closing_names,
  string_agg(subject, ' · ' ORDER BY subject)
    FILTER (mark IN (0, 1, 6) AND subject IN ('norwegian', 'english', 'mathematics')) AS core_names,
  string_agg(subject, ' · ' ORDER BY subject)
    FILTER (recent AND mark IN (9, 10) AND subject IN ('order', 'conduct')) AS behaviour_names
FROM latest WHERE mark IN (0, 1, 6, 9, 10) OR closing IN (0, 6) GROUP BY person;

CREATE TEMP TABLE fall AS
WITH marks AS (
  SELECT person, subject, mark,
    (year(happened) * 2 + CASE WHEN month(happened) >= 8 THEN 1 WHEN month(happened) = 1 THEN -1 ELSE 0 END)::INTEGER
      AS half,
    (happened - DATE '1970-01-01') * 1000 + CASE assessment WHEN 'half_year' THEN 0 ELSE 100 END
      + ascii(mark) - 48 AS last
  FROM result
  WHERE known_from <= DATE '2026-05-31' AND (known_until IS NULL OR known_until > DATE '2026-05-31')
    AND happened <= DATE '2026-05-31' AND happened > DATE '2026-05-31' - 500 AND assessment <> 'exam' AND mark IN ('1', '2', '3', '4', '5', '6')
), halves AS (
  SELECT person, max(half) AS h1, max(half, 2)[2] AS h0 FROM (SELECT DISTINCT person, half FROM marks) GROUP BY person
), pairs AS (
  SELECT person, subject, max(last) FILTER (half = h1) % 100 AS now, max(last) FILTER (half = h0) % 100 AS before
  FROM marks JOIN halves USING (person) WHERE half >= h0 GROUP BY person, subject
)
SELECT person, round(avg(now) - avg(before), 9) AS fall, round(avg(now), 9) AS mean_now,
  round(avg(before), 9) AS mean_before
FROM pairs WHERE now IS NOT NULL AND before IS NOT NULL
GROUP BY person HAVING count(*) >= 3 AND fall <= -0.5;

-- Scores, events, the way.
CREATE TEMP TABLE scores AS
SELECT person,
  round(arg_max(value, (happened, known_from, value)) FILTER (name = 'grade_average'), 9) AS average,
  round(arg_max(value, (happened, known_from, value)) FILTER (name = 'grade_points'), 9) AS points
FROM score
WHERE known_from <= DATE '2026-05-31' AND (known_until IS NULL OR known_until > DATE '2026-05-31')
  AND happened <= DATE '2026-05-31' AND name IN ('grade_average', 'grade_points')
GROUP BY person;

CREATE TEMP TABLE weakest AS
SELECT person, round(cume_dist() OVER (PARTITION BY level ORDER BY average), 9) AS tenth,
  count(*) OVER (PARTITION BY level) AS peers
FROM people JOIN scores USING (person) WHERE level = 'lower_secondary' AND average IS NOT NULL
QUALIFY tenth <= 0.1 AND peers >= 10;

CREATE TEMP TABLE well AS
WITH days AS (
  SELECT person, happened, arg_max(value, (known_from, value)) AS value FROM score
  WHERE known_from <= DATE '2026-05-31' AND (known_until IS NULL OR known_until > DATE '2026-05-31')
    AND happened <= DATE '2026-05-31' AND happened > DATE '2026-05-31' - 400 AND name = 'well_being'
  GROUP BY person, happened
), two AS (
  SELECT person, max(happened) AS day, arg_max(value, happened) AS well, arg_max(value, happened, 2)[2] AS well_before
  FROM days GROUP BY person
)
SELECT person, round(well, 9) AS well, day > DATE '2026-05-31' - 200 AS well_recent,
  round(well - well_before, 9) AS well_change, round(well_before, 9) AS well_before
FROM two WHERE well <= 2 OR well - well_before <= -2 + 1e-6;

CREATE TEMP TABLE warned AS
SELECT person, count(*) AS warnings FROM event
WHERE known_from <= DATE '2026-05-31' AND (known_until IS NULL OR known_until > DATE '2026-05-31')
  AND name = 'warning_9_7' AND happened >= DATE '2026-05-04' AND happened < DATE '2026-06-01'
GROUP BY person;

CREATE TEMP TABLE changes AS
WITH steps AS (
  SELECT person, happened, level, school, programme, lag(level) OVER w AS level_before, row_number() OVER w AS nth,
    lag(school) OVER w AS school_before, lag(programme) OVER w AS programme_before
  FROM enrolment
  WHERE known_from <= DATE '2026-05-31' AND (known_until IS NULL OR known_until > DATE '2026-05-31')
    AND happened <= DATE '2026-05-31'
  WINDOW w AS (
    PARTITION BY person ORDER BY happened, school NULLS LAST, "group" NULLS LAST, level NULLS LAST,
      programme NULLS LAST, choice_rank NULLS LAST
  )
)
SELECT person, count(*) FILTER (school <> school_before) AS schools,
  count(*) FILTER (programme <> programme_before) AS programmes
FROM steps
WHERE nth > 1 AND level IS NOT DISTINCT FROM level_before AND happened > DATE '2026-05-31' - 180
GROUP BY person HAVING schools > 0 OR programmes > 0;
