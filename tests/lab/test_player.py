import asyncio
import itertools

from tests.labs import quick, slow, the_end_of, told, until


def test_a_storm_of_changes_ends_at_the_last_value_with_one_task_and_few_frames():
    async def storm():
        lab = slow(records=20, seconds=0.001)
        words = told(lab)
        for n in range(1, 501):
            lab.set(n=n)
            if n % 10 == 0:
                await asyncio.sleep(0)
                alive = asyncio.all_tasks() - {asyncio.current_task()}
                assert len(alive) <= 2  # one of them has been cancelled and has yet to end
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task(), lab.player.task}
        await the_end_of(lab)
        return lab, words

    lab, words = asyncio.run(storm())
    assert lab.words == words[-1] == "n 500 · 519"
    assert lab.run.ended
    assert len(words) <= 50 + 20


def test_a_run_that_a_change_replaces_is_never_shown_again():
    async def change():
        lab = slow()
        words = told(lab)
        lab.set(n=1)
        await until(lambda: len(words) == 3)
        assert not lab.run.ended
        words.clear()
        lab.set(n=2)
        await the_end_of(lab)
        return words

    assert all(words.startswith("n 2 · ") for words in asyncio.run(change()))


def test_two_labs_run_side_by_side():
    async def both():
        labs = slow(), slow()
        order = []
        for lab in labs:
            lab.panel.status.observe(lambda _, lab=lab: order.append(lab), "value")
            lab.set(n=7)
        await the_end_of(*labs)
        return labs, order

    labs, order = asyncio.run(both())
    assert [lab.words for lab in labs] == ["n 7 · 206"] * 2
    turns = [lab for lab, _ in itertools.groupby(order)]
    assert len(turns) > 10


def test_a_change_that_arrives_in_another_thread_runs_on_the_loop_that_made_the_lab():
    async def change(lab):
        lab.set(n=1)

    async def both():
        lab = slow()
        await asyncio.to_thread(asyncio.run, change(lab))
        await asyncio.sleep(0)
        assert lab.player.task.get_loop() is asyncio.get_running_loop()
        await the_end_of(lab)
        return lab

    assert asyncio.run(both()).words == "n 1 · 200"


def test_the_loop_turns_between_the_frames_of_a_long_run():
    async def watch():
        lab = slow()
        events = told(lab)
        lab.set(n=0)
        while not lab.run.ended:
            await asyncio.sleep(0)
            events.append("turn")
        return events

    events = asyncio.run(watch())
    frames = [i for i, event in enumerate(events) if event != "turn"]
    assert all("turn" in events[i:j] for i, j in itertools.pairwise(frames))
    records = [int(events[i].split()[-1]) for i in frames]
    assert records[-1] == 199
    assert max(j - i for i, j in itertools.pairwise(records)) <= 7  # 5 ms each, 30 ms a slice


def test_a_lab_that_is_closed_while_it_runs_stops():
    async def close():
        lab = slow()
        words = told(lab)
        lab.set(n=1)
        await until(lambda: words)
        run = lab.run
        lab.close()
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert len(run.records[0]) < 200

    asyncio.run(close())


def test_a_move_that_another_thread_reports_after_a_lab_is_closed_does_nothing():
    async def move_and_close():
        lab = quick()
        await asyncio.to_thread(lab.set, n=1)  # waits for the loop
        lab.close()
        await asyncio.sleep(0)
        return asyncio.all_tasks() - {asyncio.current_task()}

    assert asyncio.run(move_and_close()) == set()
