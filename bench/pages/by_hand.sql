-- The tables of personal data as somebody who trusted every query would scope them: each read through a view
-- that joins what the viewer may see, put in by hand. Views of the owner's fall together with the query that reads
-- them, and the planner is free to order it all as it likes. No policy stands in the way: the owner is a superuser.
-- What a page asks for by its own user anyway (messages, receipts) needs no scope, and has none.
drop schema if exists by_hand cascade;
create schema by_hand;

create view by_hand.mine as select person_id, ground, topics from access_accessrow
  where user_id = app_uid() and first <= app_today() and (last is null or last >= app_today())
    and (until is null or until > app_now());

create view by_hand.pathway_youngperson as select * from pathway_youngperson p
  where exists (select from by_hand.mine m where m.person_id = p.id and m.topics & 1 <> 0);
create view by_hand.pathway_guardian as select * from pathway_guardian p
  where exists (select from by_hand.mine m where m.person_id = p.person_id and m.topics & 1 <> 0);
create view by_hand.pathway_contactpoint as select * from pathway_contactpoint p
  where exists (select from by_hand.mine m where m.person_id = p.person_id and m.topics & 64 <> 0);
create view by_hand.pathway_enrolment as select * from pathway_enrolment p
  where exists (select from by_hand.mine m where m.person_id = p.person_id and m.topics & 64 <> 0);
create view by_hand.pathway_absenceweek as select * from pathway_absenceweek p
  where exists (select from by_hand.mine m where m.person_id = p.person_id and m.topics & 2 <> 0);
create view by_hand.pathway_factevent as select * from pathway_factevent p
  where exists (select from by_hand.mine m where m.person_id = p.person_id and m.topics & 2 <> 0);
create view by_hand.pathway_result as select * from pathway_result p
  where exists (select from by_hand.mine m where m.person_id = p.person_id and m.topics & 4 <> 0);
create view by_hand.pathway_score as select * from pathway_score p
  where exists (select from by_hand.mine m where m.person_id = p.person_id and m.topics & 4 <> 0);
create view by_hand.identification_signal as select * from identification_signal p
  where exists (select from by_hand.mine m where m.person_id = p.person_id and m.topics & 16 <> 0);

create view by_hand.cases_concern as select * from cases_concern c
  where exists (select from by_hand.mine m
      where m.person_id = c.person_id and m.topics & c.topic <> 0 and m.ground <> 'baton')
    or c.id in (select b.subject_id from baton_baton b
      where b.subject_kind = 'concern' and b.closed_at is null and app_uid() in (b.holder_id, b.offered_to_id))
    or c.person_id is null and exists (select from accounts_membership m
      where m.user_id = app_uid() and m.unit_id = c.unit_id and (m.role in ({leading}) or c.raised_by_id = m.user_id)
        and m.first <= app_today() and (m.last is null or m.last >= app_today()));
create view by_hand.cases_statement as select * from cases_statement s
  where s.author_id = app_uid() or exists (select from by_hand.cases_concern c where c.id = s.concern_id);
create view by_hand.cases_restrictedwords as select * from cases_restrictedwords w
  where exists (select from cases_statement s where s.id = w.statement_id and s.author_id = app_uid())
    or exists (select from by_hand.mine m where m.person_id = w.person_id and m.topics & w.topic <> 0);
create view by_hand.cases_step as select * from cases_step s
  where exists (select from by_hand.cases_concern c where c.id = s.concern_id);

create view by_hand.baton_baton as select * from baton_baton b
  where app_uid() in (holder_id, offered_to_id)
    or exists (select from by_hand.mine m
      where m.person_id = b.person_id and m.topics & case when b.urgent then 32 else 8 end <> 0)
    or exists (select from accounts_membership m where m.user_id = app_uid() and m.unit_id = b.unit_id
      and (m.role in ({leading}) or b.person_id is null) and m.first <= app_today()
      and (m.last is null or m.last >= app_today()));
create view by_hand.baton_batonmove as select * from baton_batonmove v
  where exists (select from by_hand.baton_baton b where b.id = v.baton_id);

-- Plans, measures, mappings and talks: who follows up by what they are, has it in hand, or is let in at home.
create view by_hand.me as select person_id from accounts_user where id = app_uid();
create view by_hand.follows as select person_id from by_hand.mine m
  where topics & 8 <> 0 and (ground <> 'baton' or exists (select from baton_baton b
    where b.subject_kind = 'concern' and b.holder_id = app_uid() and b.closed_at is null and b.person_id = m.person_id));
create view by_hand.held as select subject_kind, subject_id from baton_baton
  where closed_at is null and app_uid() in (holder_id, offered_to_id);
create view by_hand.cases_plan as select * from cases_plan p
  where exists (select from by_hand.follows f where f.person_id = p.person_id)
    or p.shown <> '' and p.person_id = (select person_id from by_hand.me)
    or p.shown = 'family' and exists (select from by_hand.mine m where m.person_id = p.person_id and m.topics & 1 <> 0)
      and p.person_id in (select person_id from pathway_guardian where user_id = app_uid());
create view by_hand.cases_goal as select * from cases_goal g
  where exists (select from by_hand.cases_plan p where p.id = g.plan_id);
create view by_hand.cases_agreement as select * from cases_agreement g
  where exists (select from by_hand.cases_plan p where p.id = g.plan_id);
create view by_hand.measures_measure as select * from measures_measure p
  where exists (select from by_hand.follows f where f.person_id = p.person_id)
    or exists (select from by_hand.held h where h.subject_kind = 'measure' and h.subject_id = p.id)
    or p.shown <> '' and p.person_id = (select person_id from by_hand.me)
    or p.shown = 'family' and exists (select from by_hand.mine m where m.person_id = p.person_id and m.topics & 1 <> 0)
      and p.person_id in (select person_id from pathway_guardian where user_id = app_uid());
create view by_hand.measures_evaluation as select * from measures_evaluation e
  where exists (select from by_hand.measures_measure m where m.id = e.measure_id);
create view by_hand.measures_remark as select * from measures_remark e
  where exists (select from by_hand.measures_measure m where m.id = e.measure_id);
create view by_hand.cases_mapping as select * from cases_mapping p
  where exists (select from by_hand.mine m where m.person_id = p.person_id and m.topics & 8 <> 0 and m.ground <> 'baton')
    or exists (select from by_hand.held h where h.subject_kind = 'mapping' and h.subject_id = p.id)
    or p.state = 'done' and p.shown and p.person_id = (select person_id from by_hand.me)
    or exists (select from cases_asked a where a.mapping_id = p.id and a.user_id = app_uid())
      and exists (select from by_hand.mine m where m.person_id = p.person_id and m.topics & 1 <> 0);
create view by_hand.cases_clarification as select * from cases_clarification p
  where exists (select from by_hand.mine m where m.person_id = p.person_id and m.topics & 8 <> 0 and m.ground <> 'baton')
    or exists (select from by_hand.held h where h.subject_kind = 'clarification' and h.subject_id = p.id)
    or p.state = 'decided' and exists (select from by_hand.mine m where m.person_id = p.person_id and m.topics & 1 <> 0)
      and (p.person_id = (select person_id from by_hand.me)
        or p.person_id in (select person_id from pathway_guardian where user_id = app_uid()));
create view by_hand.consent_consent as select * from consent_consent c
  where c.person_id = (select person_id from by_hand.me)
    or exists (select from by_hand.mine m where m.person_id = c.person_id and (m.ground = 'guardian' and c.giver = 'guardian'
      or m.topics & 8 <> 0 and m.ground in ('group', 'unit') or m.ground = 'consent'));

-- What a team talks of: who follows up by what they are, or by consent.
create view by_hand.meetings_item as select * from meetings_item i
  where exists (select from by_hand.mine m where m.person_id = i.person_id and m.topics & 8 <> 0
    and m.ground not in ('baton', 'emergency', 'guardian', 'self'));
create view by_hand.meetings_minute as select * from meetings_minute n
  where exists (select from by_hand.meetings_item i where i.id = n.item_id)
    and exists (select from by_hand.mine m where m.person_id = n.person_id and m.topics & n.topic <> 0
      and m.ground not in ('baton', 'emergency', 'guardian', 'self'));
create view by_hand.meetings_decision as select * from meetings_decision d
  where exists (select from by_hand.meetings_item i where i.id = d.item_id);

create view by_hand.identification_ruleload as select * from identification_ruleload l
  where exists (select from accounts_membership m where m.user_id = app_uid()
    and (m.unit_id = l.unit_id and m.role in ('contact_teacher', 'counsellor', 'department_head', 'principal')
      or m.role in ('county_coordinator', 'county_analyst'))
    and m.first <= app_today() and (m.last is null or m.last >= app_today()));
create view by_hand.insight_unitweek as select * from insight_unitweek w
  where exists (select from accounts_membership m where m.user_id = app_uid()
    and m.role in ('county_coordinator', 'county_analyst'));
