"""MindChanger: walk a picture along its gradient until the network says something else."""
