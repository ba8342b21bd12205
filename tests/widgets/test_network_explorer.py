from cnnlib.widgets import NetworkExplorer


def test_every_control_can_be_moved_over_its_whole_range(sweep):
    sweep(NetworkExplorer())


def test_a_random_walk_over_controls_and_events_never_fails(random_walk):
    random_walk(NetworkExplorer())
