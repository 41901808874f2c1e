"""What boto3, which shares no code with the SDK the lab's wire was derived from, makes of the lab's answers."""
import json

import boto3
from botocore.exceptions import ClientError

seen = {}
ec2, elb, rds = boto3.client("ec2"), boto3.client("elbv2"), boto3.client("rds")
seen["account"] = boto3.client("sts").get_caller_identity()["Account"]
instances = [one for page in ec2.get_paginator("describe_instances").paginate() for group in page["Reservations"] for one in group["Instances"]]
seen["instances"] = [[one["InstanceId"], one["State"]["Name"], one["LaunchTime"].year > 2000] for one in instances]
vpc = ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["my-*"]}])["Vpcs"][0]["VpcId"]
subnets = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"]
seen["zones"] = sorted({subnet["AvailabilityZone"] for subnet in subnets})
group = ec2.create_security_group(GroupName="LB-SG-1", Description="balancer", VpcId=vpc)["GroupId"]
rule = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "web"}]}
ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
seen["ingress"] = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"][0]["IpRanges"]
public = {}
for subnet in subnets:
    if any(tag["Value"].startswith("public") for tag in subnet.get("Tags", [])):
        public[subnet["AvailabilityZone"]] = subnet["SubnetId"]
target = elb.create_target_group(Name="TG-1", Protocol="HTTP", Port=80, VpcId=vpc, HealthCheckPath="/readme.html")["TargetGroups"][0]["TargetGroupArn"]
elb.register_targets(TargetGroupArn=target, Targets=[{"Id": instances[0]["InstanceId"]}])
balancer = elb.create_load_balancer(Name="LB-1", Subnets=list(public.values()), SecurityGroups=[group])["LoadBalancers"][0]
elb.create_listener(LoadBalancerArn=balancer["LoadBalancerArn"], Protocol="HTTP", Port=80, DefaultActions=[{"Type": "forward", "TargetGroupArn": target}])
seen["health"] = [one["Target"]["Id"] for one in elb.describe_target_health(TargetGroupArn=target)["TargetHealthDescriptions"]]
database = rds.describe_db_instances(DBInstanceIdentifier="database-1")["DBInstances"][0]
seen["database"] = [database["DBInstanceStatus"], database["MultiAZ"], [one["Status"] for one in database["VpcSecurityGroups"]]]
rds.add_tags_to_resource(ResourceName=database["DBInstanceArn"], Tags=[{"Key": "team", "Value": "blog <&> 日本"}])
seen["tags"] = rds.list_tags_for_resource(ResourceName=database["DBInstanceArn"])["TagList"]


def refusal(call):
    try:
        call()
    except ClientError as error:
        return [error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]]
    return None


seen["refusals"] = [
    refusal(lambda: ec2.describe_instances(InstanceIds=["i-00000000000000000"])),
    refusal(lambda: ec2.create_security_group(GroupName="LB-SG-1", Description="again", VpcId=vpc)),
    refusal(lambda: ec2.delete_security_group(GroupId=group)),
    refusal(lambda: ec2.stop_instances(InstanceIds=[instances[0]["InstanceId"]], DryRun=True)),
    refusal(lambda: elb.describe_load_balancers(Names=["LB-2"])),
    refusal(lambda: rds.describe_db_instances(DBInstanceIdentifier="database-2")),
    refusal(lambda: rds.reboot_db_instance(DBInstanceIdentifier="database-1", ForceFailover=True)),
]
print(json.dumps(seen))
